/** The caller on workerd. */
import { answer } from "./caller.js";

export default {
  async fetch(request) {
    return Response.json(await answer(await request.json()));
  },
};

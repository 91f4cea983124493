/** Runs a case of the contract on workerd: its name comes in the request, its outcome goes out. */
import * as client from "datadog-llm-accounts";
import { outcomeOf } from "../contract/cases.js";

export default {
  async fetch(request) {
    const { name, baseUrl } = await request.json();
    return Response.json(await outcomeOf(name, { ...client, baseUrl }));
  },
};

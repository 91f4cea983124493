import { listAccounts } from "./edge-light.js";
import { handlerFactory } from "./edge/handler.js";

export const createHandler = /* @__PURE__ */ handlerFactory(listAccounts);

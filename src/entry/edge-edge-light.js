import { handlerFactory } from "../edge/handler.js";
import { INTEGRATIONS, listAccounts } from "./edge-light.js";

export const createHandler = /* @__PURE__ */ handlerFactory(listAccounts, INTEGRATIONS);

import { handlerFactory } from "../edge/handler.js";
import { INTEGRATIONS, listAccounts } from "./workerd.js";

export const createHandler = /* @__PURE__ */ handlerFactory(listAccounts, INTEGRATIONS);

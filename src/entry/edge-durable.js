export { AccountsCoordinator } from "../edge/durable.js";

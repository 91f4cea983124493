/** The refusal of an argument, before anything is sent. */
export { refusal as refuse } from "../../src/entry/failure.js";

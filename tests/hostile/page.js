/** The caller in a page. */
import { answer } from "./caller.js";

globalThis.answer = answer;

export * from "../plain/index.js";

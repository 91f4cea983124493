export * from "./edge.cjs";

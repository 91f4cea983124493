// One text for both module systems: TypeScript lets an ES module take a CommonJS one's types, and not
// the other way round.
export * from "./index.cjs";

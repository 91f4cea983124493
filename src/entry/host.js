import { kindOf, kindsOf } from "./answer.js";

/** What src/host.rs asks of JavaScript. Nothing of it is thrown into WebAssembly but what a program does to all objects. */
export function createHost() {
  const shapes = [];
  return {
    kindOf,
    describeShape(shape, names) {
      shapes[shape] = names.split("\n");
    },
    /** All bits where the shape has not been described. */
    kindsOf: (object, shape) => (shapes[shape] ? kindsOf(object, shapes[shape]) : -1),
    fieldOf: (object, shape, index) => object[shapes[shape][index]],
  };
}

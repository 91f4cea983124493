/** How a function of the caller's may end with a value. */

/** The ways in which a fetch may throw a value. */
export const THROWS = [
  (value) => () => {
    throw value;
  },
  (value) => () => Promise.reject(value),
  (value) => () => ({ then: (_, reject) => reject(value) }),
  (value) => () => ({
    get then() {
      throw value;
    },
  }),
  (value) => () => ({
    status: 200,
    text() {
      throw value;
    },
  }),
  (value) => () => ({ status: 200, text: () => Promise.reject(value) }),
];

/** The ways in which a value may be returned. */
export const RETURNS = [
  (value) => () => value,
  (value) => () => Promise.resolve(value),
  (value) => () => ({ then: (resolve) => resolve(value) }),
  (value) => () => ({
    then(resolve, reject) {
      resolve(value);
      resolve(7);
      reject(new Error("too late"));
      throw new Error("too late");
    },
  }),
];

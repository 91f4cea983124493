/** What a value's classes can tell of it. */
export function gettersOf(value) {
  const names = [];
  let above = Reflect.getPrototypeOf(value);
  for (; above && above !== Object.prototype; above = Reflect.getPrototypeOf(above)) {
    const own = Object.entries(Object.getOwnPropertyDescriptors(above));
    names.push(...own.filter(([, { get }]) => get).map(([name]) => name));
  }
  return names;
}

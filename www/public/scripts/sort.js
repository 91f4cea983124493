// The order of rows by a column.
const collator = new Intl.Collator(undefined, { numeric: true, sensitivity: "base" });

// Ascending, descending, and back to Datadog's own order.
export function nextSort(column, current) {
  if (column !== current.column) return { column, descending: false };
  return current.descending ? { descending: false } : { column, descending: true };
}

// Rows without a value come last either way.
export function sortRows(rows, { column, descending }) {
  if (!column) return rows;
  const sign = descending ? -1 : 1;
  return rows.sort(({ by: { [column]: a } }, { by: { [column]: b } }) =>
    a === "" || b === "" ? (a === "") - (b === "") : sign * collator.compare(a, b),
  );
}

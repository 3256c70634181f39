/** A page of rows that were asked for with one more than fits: `next` names the last row of a page that is not the last. */
export function pageOf<Row, Cursor>(
  rows: readonly Row[],
  limit: number,
  cursorOf: (row: Row) => Cursor,
): { readonly rows: readonly Row[]; readonly next?: Cursor } {
  const page = rows.slice(0, limit);
  const last = page.at(-1);
  return rows.length > limit && last !== undefined ? { rows: page, next: cursorOf(last) } : { rows: page };
}

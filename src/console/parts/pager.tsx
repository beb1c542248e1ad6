/** Pages of a list, by cursors. A request asks for one row more than a page, to find out whether there is another page. */
import { query } from "../api.ts";

const size = 25;

/** The queries of a page. `before` and `after` are ids in the address. */
export function pageQueries(address: URLSearchParams): readonly string[] {
  const [before, after] = [address.get("before"), address.get("after")];
  const limit = query("limit", undefined, size + 1);
  if (before) return [limit, query("cursorBefore", undefined, before)];
  return after ? [limit, query("cursorAfter", undefined, after)] : [limit];
}

export interface PageOf<Row> {
  readonly rows: readonly Row[];
  /** Addresses of the pages before and after; null: there is none. */
  readonly before: string | null;
  readonly after: string | null;
}

/** @param url of the page that is shown @param found the rows of the answer: up to one more than a page */
export function pageOf<Row extends { readonly $id: string }>(url: URL, found: readonly Row[]): PageOf<Row> {
  const isBack = Boolean(url.searchParams.get("before"));
  const hasMore = found.length > size;
  const rows = !hasMore ? found : isBack ? found.slice(-size) : found.slice(0, size);
  const to = (name: "before" | "after", row: Row | undefined): string | null => {
    if (row === undefined) return null;
    const address = new URL(url);
    for (const other of ["before", "after", "done"]) address.searchParams.delete(other);
    address.searchParams.set(name, row.$id);
    return address.pathname + address.search;
  };
  const hasBefore = isBack ? hasMore : Boolean(url.searchParams.get("after"));
  const hasAfter = isBack || hasMore;
  return { rows, before: hasBefore ? to("before", rows[0]) : null, after: hasAfter ? to("after", rows.at(-1)) : null };
}

export const Pager = ({ after, before }: Pick<PageOf<unknown>, "after" | "before">) =>
  after === null && before === null ? null : (
    <nav class="pager" aria-label="Pages">
      {before === null ? null : (
        <a href={before} rel="prev">
          Previous
        </a>
      )}
      {after === null ? null : (
        <a href={after} rel="next">
          Next
        </a>
      )}
    </nav>
  );

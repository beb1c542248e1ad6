/** Compound SELECTs. */
import { type SQL, sql } from "../sql/index.ts";

/** D1 takes at most five terms in a compound SELECT, so many are nested. */
const compoundTermsMax = 5;

/** All rows of SELECTs of one column `s`. @param selects at least one */
export function union(selects: readonly SQL[]): SQL {
  const size = Math.ceil(selects.length / compoundTermsMax);
  const groups = Array.from({ length: Math.ceil(selects.length / size) }, (_, i) =>
    selects.slice(i * size, (i + 1) * size),
  );
  const terms = groups.map((group) =>
    group.length === 1 ? sql.join([...group]) : sql`SELECT s FROM (${union(group)})`,
  );
  return sql.join(terms, sql` UNION ALL `);
}

/**
 * Writes docs/queries.md: which lists cost by the page, by their matches or by the table, from the classes that the
 * tests check. With `--check` it writes nothing, and fails when the page is out of date.
 */
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { format } from "prettier";
import { filterClasses, type ListClass, type OrderName, otherClasses } from "../test/queries/classes.ts";

const intro = `# What a list costs

D1 bills rows read. Each list belongs to one of three classes, whatever the size of the database; a test reads
\`meta.rows_read\` at 1,000 and at 100,000 users and holds each of them to its class. \`npm run generate\` writes this page
from \`test/queries/classes.ts\`.

- **page**: at most 60 rows and the page's targets, however many users there are or match.
- **matches**: at most 4 rows for each match of the condition that drives, and 60; 5 where a label or a search word drives,
  more conditions are asked, the order is another and \`total\` is asked too. Of an \`or\`, the matches of all its branches.
- **table**: every user, or every user up to the page.

A search of several words is driven by the rarest of its four longest ones. To find it, each of the two statements of a list counts
up to 16 rows of each word, then up to 128, then up to 1,024, until one word has fewer.

\`total\` counts the matches where no counter knows them: a list by the page then reads its matches too, unless it has no
filter or one boolean. Pass \`total=false\` where the number is not needed. One condition drives, the first of this order
that a request has: id, email, phone, label, search, name, range, boolean; the others are checked on what it finds.

The index of a boolean has its rare value: blocked users, verified emails and phones, impersonators. A list by the other value
checks the users in order. It is by the page while at least half of the users match, and otherwise reads the users up to the
page (\`docs/decisions/0030-rows-written.md\`).

Below stand the lists of users. Lists of everybody's identities cost alike, with \`userId\`, \`provider\`, \`providerUid\`,
\`providerEmail\` and the dates in the place of the attributes (\`test/identities/costs.test.ts\`). Lists of what one user
has read what that user has.`;

const orders: readonly OrderName[] = ["insertion", "same", "other"];

/** A method, with a note where it was measured with several values although it takes one. */
const asked = ({ method, narrow }: ListClass): string =>
  (narrow?.length ?? 0) > 1 && !/between/i.test(method) ? `${method} (several values)` : method;

/** A table of Markdown. */
const table = (header: readonly string[], rows: readonly (readonly string[])[]): string =>
  [header, header.map(() => "---"), ...rows].map((cells) => `| ${cells.join(" | ")} |`).join("\n");

/** One row for the methods of an attribute that cost alike in every order. */
function filterRows(): string[][] {
  const methods = new Map<string, Map<string, Partial<Record<OrderName, string>>>>();
  for (const list of filterClasses) {
    const ofAttribute = methods.get(list.attribute) ?? new Map<string, Partial<Record<OrderName, string>>>();
    methods.set(list.attribute, ofAttribute);
    ofAttribute.set(asked(list), { ...ofAttribute.get(asked(list)), [list.order]: list.cost });
  }
  return [...methods].flatMap(([attribute, costsOf]) => {
    const alike = new Map<string, string[]>();
    for (const [method, costs] of costsOf) {
      const cells = orders.map((order) => costs[order] ?? "–").join(" | ");
      alike.set(cells, [...(alike.get(cells) ?? []), method]);
    }
    return [...alike].map(([cells, names]) => [`\`${attribute}\``, names.join(", "), cells]);
  });
}

const page = await format(
  [
    intro,
    "## One filter",
    table(["attribute", "methods", "by insertion", "by the attribute", "by another"], filterRows()),
    "## Other lists",
    table(
      ["list", "class"],
      otherClasses.map(({ cost, name }) => [name, cost]),
    ),
  ].join("\n\n"),
  { parser: "markdown", printWidth: 120 },
);

const { values } = parseArgs({ options: { check: { type: "boolean", default: false } } });
const path = join(import.meta.dirname, "../docs/queries.md");
const current = await readFile(path, "utf8").catch(() => "");
if (values.check && page !== current) {
  console.error("docs/queries.md is out of date.");
  process.exitCode = 1;
} else if (page !== current) {
  await writeFile(path, page);
}

/** docs/prices.md, made from the budgets. Pure. */
import { format } from "prettier";
import { fail, ok, type Result } from "../../src/errors/result.ts";
import type { Budget } from "../../test/harness/cases/case.ts";
import { caseFileOf } from "../../test/harness/cases/files.ts";
import { deliveryBudgets } from "../../test/webhooks/budgets.ts";
import { asOf, prices, sources } from "./published.ts";

/** The fields of an endpoint that the list shows. */
export interface Operation {
  readonly id: string;
  readonly method: string;
  readonly path: string;
}

const sum = (numbers: readonly number[]): number => numbers.reduce((total, number) => total + number, 0);

/** US dollars for a million operations, CPU time aside. */
export function costOf({ kv = [], rowsRead, rowsWritten }: Budget): number {
  const kvCosts = kv.map((operation) => (operation.startsWith("get") ? prices.kvRead : prices.kvChange));
  return prices.request + rowsRead * prices.rowRead + rowsWritten * prices.rowWritten + sum(kvCosts);
}

const dollars = (amount: number): string => amount.toFixed(2);

function rowOf({ method, path }: Operation, budget: Budget): string {
  const { afterwards = [], kv = [], rowsRead, rowsWritten } = budget;
  const roundTrips = [...budget.statements, ...afterwards];
  const cells = [
    `\`${method} /v1${path}\``,
    sum(roundTrips),
    roundTrips.length,
    budget.statements.length,
    1,
    rowsRead,
    rowsWritten,
    kv.length,
    dollars(costOf(budget)),
  ];
  return `| ${cells.join(" | ")} |`;
}

/** Milliseconds of CPU that hashing a password takes (docs/passwords.md). */
const hashMs = 30;

const intro = `# What operations cost

Made by \`npm run generate\` from the budgets that \`test/budgets.test.ts\` holds every endpoint to. A budget is what the
success of one operation costs with a user who has an email, a phone number, a name of two words and one session, beside a
thousand others, a hundred keys and a hundred providers; of a list, its first page of 25 with the total. What it puts off
until after the answer is included; so is, below \`/v1/account\`, the look-up of who calls and the counting of the attempt.

The last column is in US dollars for **a million operations**, at the prices of Cloudflare's paid plan beyond what the plan
includes, as known in ${asOf} from copies of its pages. Check them before you rely on them:

${sources.map((source) => `- <${source}>`).join("\n")}

| what                                            | US dollars per million |
| ----------------------------------------------- | ---------------------- |
| requests                                        | ${dollars(prices.request)} |
| milliseconds of CPU                             | ${dollars(prices.cpuMillisecond)} |
| rows read in D1                                 | ${prices.rowRead} |
| rows written in D1, entries of indexes included | ${dollars(prices.rowWritten)} |
| keys read in KV                                 | ${dollars(prices.kvRead)} |
| keys written, deleted or listed in KV           | ${dollars(prices.kvChange)} |

**Waits** are the round trips between two distant places before the answer, where the caller is far from the database: with a
Worker near the caller, and with one near the database (\`docs/decisions/0024-placement.md\`).

Not in the table:

- **CPU time.** Hashing a password takes some ${hashMs} ms, so a million of \`POST /v1/users\` with a password cost
  ${dollars(hashMs * prices.cpuMillisecond)} more; so does whatever else sets a password or asks for one. The first sign-in with a hash that is
  weaker than the default costs two.
- **The key.** One other than \`API_KEY\` is a row: one more statement, round trip and row read, at most once in five
  seconds for each key and isolate, and a row written once a day. An ephemeral key of such a key costs that look-up with
  each request.
- **The access.** Once a day, what a user does writes when they were last there: one more statement and round trip, and
  three rows written.
- **Messages that wait.** Every minute, two statements look for them: some seven rows read, 300,000 a month. Each try of one
  is a statement more, and what the provider charges is not in any line here.
- **Failed sign-ins.** One is noted after its answer: a round trip of four statements, seven rows written; within the hour again
  four.
- **Tallies.** Every minute, two statements look for new rows of the log: some two rows read. A row that is counted is two
  rows read.
- **Other lists.** What rows a list reads depends on what it asks for: see \`docs/queries.md\`.
- **Storage**, the plan itself, and what your logs cost.`;

/** The cost of the dispatcher's runs, without that of the requests before them. */
const deliveries = `## What deliveries to webhooks cost

A request writes the same rows whether there is a webhook or not. A run after its answer, or by the clock, costs besides:

| a run that delivers | D1 statements | round trips | rows read | rows written | USD per million |
| --- | ---: | ---: | ---: | ---: | ---: |
${Object.entries(deliveryBudgets)
  .map(([what, { rowsRead, rowsWritten, statements }]) => {
    const price = rowsRead * prices.rowRead + rowsWritten * prices.rowWritten;
    return `| ${[what, sum(statements), statements.length, rowsRead, rowsWritten, dollars(price)].join(" | ")} |`;
  })
  .join("\n")}

Requests to endpoints are not charged. Where many events come at a time, one run delivers them together.

## What each operation costs`;

const head = `| operation | D1 statements | round trips | waits near the caller | waits near the database | rows read | rows written | KV operations | USD per million |
| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |`;

/**
 * @param operations the served operations, in order
 * @param budgets by the ids of the operations
 * @returns the document; or the operation without a budget
 */
export async function priceList(
  operations: readonly Operation[],
  budgets: Readonly<Record<string, Budget>>,
): Promise<Result<string>> {
  const rows: string[] = [];
  for (const operation of operations) {
    const budget = budgets[operation.id];
    if (budget === undefined) return fail(`${operation.id} has no budget: write ${caseFileOf(operation.id)}.`);
    rows.push(rowOf(operation, budget));
  }
  return ok(
    await format([intro, deliveries, [head, ...rows].join("\n")].join("\n\n"), { parser: "markdown", printWidth: 120 }),
  );
}

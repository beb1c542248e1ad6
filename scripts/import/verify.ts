/** Tries passwords of a few accounts against the hashes of a file, before anything is imported. */
import { findFormat, identify, unwrap, verifyPassword, isMatch } from "../../src/lib/passwords/registry.ts";
import { readCsv } from "./read/csv.ts";
import { readText } from "./read/text.ts";
import type { Row } from "./row.ts";

/** An account whose password is known. */
interface Known {
  readonly email: string;
  readonly password: string;
}

/** Reads `email,password` lines, without the header. */
async function readKnown(path: string): Promise<readonly Known[]> {
  const known: Known[] = [];
  for await (const [email = "", password = ""] of readCsv(readText(path), ",")) {
    if (email.toLowerCase() !== "email") known.push({ email: email.trim().toLowerCase(), password });
  }
  return known;
}

const isOptions = (value: unknown): value is Readonly<Record<string, string | number>> =>
  typeof value === "object" && value !== null;

/** @returns a phrase: whether the password matches the hash of a row, or why it cannot be checked */
async function verifyRow({ hash, hashOptions, password }: Row, typed: string): Promise<string> {
  if (typeof password !== "string") return "has no password in the file";
  const encoded = unwrap(password);
  const format = typeof hash === "string" ? findFormat(hash) : identify(encoded);
  if (format === undefined) return "has a hash of an unknown format";
  const options = isOptions(hashOptions) ? hashOptions : {};
  const outcome = await verifyPassword(typed, { hash: format.hash, password: encoded, options });
  if (outcome === "malformed") return `has a hash that ${format.hash} cannot read, or whose cost is above the limit`;
  return isMatch(outcome) ? "matches" : "does not match";
}

export class PasswordCheck {
  readonly #known: Map<string, string>;
  readonly #results = new Map<string, Promise<string>>();

  private constructor(known: readonly Known[]) {
    this.#known = new Map(known.map(({ email, password }) => [email, password]));
  }

  static async open(path: string): Promise<PasswordCheck> {
    return new PasswordCheck(await readKnown(path));
  }

  /** Checks the row of a known account. @returns whether more known accounts are to be found */
  look(row: Row): boolean {
    const { email } = row;
    const typed = typeof email === "string" ? this.#known.get(email.toLowerCase()) : undefined;
    if (typed !== undefined && typeof email === "string") this.#results.set(email.toLowerCase(), verifyRow(row, typed));
    return this.#results.size < this.#known.size;
  }

  /** @returns a line for each account, and whether all of them match */
  async report(): Promise<{ readonly lines: readonly string[]; readonly isGood: boolean }> {
    const found = await Promise.all(
      [...this.#known.keys()].map(
        async (email) => [email, (await this.#results.get(email)) ?? "is not in the file"] as const,
      ),
    );
    return {
      lines: found.map(([email, result]) => `${email}: ${result}`),
      isGood: found.every(([, result]) => result === "matches"),
    };
  }
}

/** A service that users come from: how its files are recognised and read. */
import type { Result } from "../../src/errors/result.ts";
import type { Connection } from "../service/connect.ts";
import type { Person, Unreadable } from "./person.ts";
import type { Row } from "./row.ts";
import type { SideStore } from "./side-store.ts";

/** The result of reading a record: a user, a row that is sent unchanged, or an error. */
export type Reading = Result<Person | { readonly row: Row }, Unreadable>;

/** The beginning of a file. */
export interface Sample {
  /** At most 64 kB of text. */
  readonly text: string;
  /** The column names of a CSV; empty for other files. */
  readonly header: readonly string[];
}

/** The input of a source. */
export interface Input {
  /** The file as text, from its beginning. A source may read it twice. */
  readonly texts: () => AsyncIterable<string>;
  readonly sample: Sample;
  /** Keeps records on disk until their user is read. */
  readonly side: SideStore;
  /** The text of the file of --hash-config; null: there is none. */
  readonly hashConfig: string | null;
  /** The file of --hashes as text, from its beginning; null: there is none. */
  readonly hashes: (() => AsyncIterable<string>) | null;
  /** Renamed columns of a CSV: the name in the file to ours. */
  readonly columns: Readonly<Record<string, string>>;
  /** Milliseconds since the Unix epoch. */
  readonly now: number;
}

/** A running service that users are read from. */
export interface Origin {
  readonly connection: Connection;
  readonly side: SideStore;
}

/** A team that memberships name. */
export interface Team {
  readonly id: string;
  readonly name: string;
}

/** How a running service is read: its teams first, then its users. */
interface ServiceReader {
  readonly teams: (origin: Origin) => AsyncIterable<Team>;
  readonly read: (origin: Origin) => AsyncIterable<Reading>;
}

export interface Source {
  readonly name: string;
  /** The service and its kind of file. */
  readonly title: string;
  readonly carries: string;
  /** The data that an import leaves out, and why. */
  readonly lost: string;
  /** Whether a file is of this source. The first source that recognises a file reads it. */
  readonly recognises: (sample: Sample) => boolean;
  /** @throws SourceError where the file cannot be read at all */
  readonly read: (input: Input) => AsyncIterable<Reading>;
  /** Whether passwords may be in a file of their own. */
  readonly takesHashes?: true;
  /** Absent: it is read from files only. */
  readonly service?: ServiceReader;
}

/** What is measured: each operation as ours is asked for it and as bare is. Pure. */

export const sides = ["ours", "bare"] as const;
export type Side = (typeof sides)[number];

/** A user who is in the database. */
export interface Person {
  readonly id: string;
  readonly surname: string;
}

/** The users that requests are about. */
export interface People {
  readonly all: readonly Person[];
  /** From the second half of the users, with at least a page after each. */
  readonly deep: readonly Person[];
}

/** What one request is about. */
export interface Subject {
  readonly person: Person;
  readonly deepPerson: Person;
  /** Counts the requests of the whole run: makes new users unique. */
  readonly serial: number;
}

export interface Exchange {
  readonly method: "GET" | "POST";
  readonly path: string;
  readonly body?: object;
}

export interface Operation {
  /** The least rate of ours, as a share of bare's. */
  readonly aim: number;
  readonly ask: Readonly<Record<Side, (subject: Subject) => Exchange>>;
}

const get = (path: string): Exchange => ({ method: "GET", path });
const listBy = (query: object): Exchange => get(`/v1/users?queries[0]=${encodeURIComponent(JSON.stringify(query))}`);

/** What an e-mail address of the seeded users begins with: a surname is shared by at most 20 of them. */
const emailPrefix = ({ surname }: Person) => `${surname}.`;

/** A hash that was made elsewhere, so that creating costs no hashing: sha512 of "appwrite" (spec/users.md 3.4). */
const readyHash =
  "4243da0a694e8a2f727c8060fe0507c8fa01ca68146c76d2c190805b638c20c6" +
  "bf6ba04e21f11ae138785d0bff63c416e6f87badbffad37f6dee50094cc38c70";

const newUser = ({ serial }: Subject) => ({
  userId: `new${String(serial).padStart(17, "0")}`,
  email: `ada.lovelace${serial}@work.example`,
  password: readyHash,
  passwordVersion: "sha512",
  name: "Ada Lovelace",
});

/** By name, in the order they are measured: the one that makes the tables grow comes last. */
export const operations = {
  get: {
    aim: 0.8,
    ask: { ours: ({ person }) => get(`/v1/users/${person.id}`), bare: ({ person }) => get(`/get/${person.id}`) },
  },
  list: { aim: 0.8, ask: { ours: () => get("/v1/users"), bare: () => get("/list") } },
  prefix: {
    aim: 0.8,
    ask: {
      ours: ({ person }) => listBy({ method: "startsWith", attribute: "email", values: [emailPrefix(person)] }),
      bare: ({ person }) => get(`/prefix/${emailPrefix(person)}`),
    },
  },
  search: {
    aim: 10,
    ask: {
      ours: ({ person }) => get(`/v1/users?search=${person.surname}`),
      bare: ({ person }) => get(`/search/${person.surname}`),
    },
  },
  cursor: {
    aim: 0.8,
    ask: {
      ours: ({ deepPerson }) => listBy({ method: "cursorAfter", values: [deepPerson.id] }),
      bare: ({ deepPerson }) => get(`/cursor/${deepPerson.id}`),
    },
  },
  create: {
    aim: 0.6,
    ask: {
      ours: (subject) => ({ method: "POST", path: "/v1/users/sha", body: newUser(subject) }),
      bare: (subject) => ({ method: "POST", path: "/create", body: newUser(subject) }),
    },
  },
} as const satisfies Readonly<Record<string, Operation>>;

export type OperationName = keyof typeof operations;

export const operationNames = Object.keys(operations) as OperationName[];

/** Chooses what a request is about. */
export function subjectOf({ all, deep }: People, random: () => number, serial: number): Subject {
  return { person: pick(all, random), deepPerson: pick(deep, random), serial };
}

function pick<T>(list: readonly T[], random: () => number): T {
  const item = list[Math.floor(random() * list.length)];
  if (item === undefined) throw new RangeError("There is nothing to choose from.");
  return item;
}

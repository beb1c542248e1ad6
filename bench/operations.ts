/** The measured operations: the request to ours and the request to bare. Pure. */

export const sides = ["ours", "bare"] as const;
export type Side = (typeof sides)[number];

/** A user in the database. */
export interface Person {
  readonly id: string;
  /** `users.seq` */
  readonly seq: number;
  readonly email: string;
  readonly surname: string;
}

/** A user who is signed in. */
export interface Account extends Person {
  /** The value of X-Appwrite-Session for their session. */
  readonly session: string;
  /** Bound to that session. */
  readonly jwt: string;
}

/** The users that requests are about. */
export interface People {
  readonly all: readonly Account[];
  /** From the second half of the users, with at least a page after each. */
  readonly deep: readonly Person[];
}

/** The subject of one request. */
export interface Subject {
  readonly person: Account;
  readonly deepPerson: Person;
  /** The serial number of the request in the whole run: makes new users unique, and selects a stocked row. */
  readonly serial: number;
  /** The owner of the stocked row of this serial: another user than those of the requests around it. */
  readonly owner: Person;
}

export interface Exchange {
  readonly method: "GET" | "POST" | "DELETE";
  readonly path: string;
  readonly body?: object;
  /** Headers besides those of all requests of the operation. */
  readonly headers?: Readonly<Record<string, string>>;
}

/** The kinds of rows that requests use up, one for each request: bench/stock.ts. */
export type Stocked = "tokens" | "sessions";

export interface Operation {
  /** The least of both ratios: rate ours to bare, and CPU time bare to ours. Absent: the operation is only measured. */
  readonly aim?: number;
  /** The caller: a server with a key, or a browser with a session or a JWT. */
  readonly caller: "key" | "browser";
  readonly uses?: Stocked;
  /** The id of the user whose rows it changes, if it writes. */
  readonly writesTo?: (subject: Subject) => string;
  readonly ask: Readonly<Record<Side, (subject: Subject) => Exchange>>;
}

const get = (path: string, headers: Exchange["headers"] = {}): Exchange => ({ method: "GET", path, headers });
const listBy = (query: object): Exchange => get(`/v1/users?queries[0]=${encodeURIComponent(JSON.stringify(query))}`);

/** The start of a seeded user's email address: at most 20 users share a surname. */
const emailPrefix = ({ surname }: Person) => `${surname}.`;

/** A hash made elsewhere, so creating costs no hashing: sha512 of "appwrite" (docs/spec/passwords.md#test-vectors). */
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

/** The password of every seeded user. */
const seededPassword = "correct horse battery staple";

/** The salt of every seeded user's stored password, which has the default cost. */
export const seededSalt = "4MsQL4BMk3YfUXW8dXbXbQ";
export const seededHashHead = `$argon2id$v=19$m=19456,t=2,p=1$${seededSalt}$`;

/** The id of a stocked session or token: as long as those that the Worker makes. */
export const stockedId = (serial: number): string => `stock${String(serial).padStart(15, "0")}`;

/** The secret of a stocked token: as long as those that servers ask for. */
export const stockedSecret = (serial: number): string => String(serial).padStart(64, "0");

const withSession = ({ person }: Subject) => ({ "x-appwrite-session": person.session });
const withJwt = ({ person }: Subject) => ({ "x-appwrite-jwt": person.jwt });
const credentials = ({ person }: Subject) => ({ email: person.email, password: seededPassword });
const redemption = ({ owner, serial }: Subject) => ({ userId: owner.id, secret: stockedSecret(serial) });

/** By name, in the order of measurement: operations that write come last. */
const operations = {
  ping: {
    caller: "key",
    ask: { ours: () => get("/v1/ping"), bare: () => get("/ping") },
  },
  "ping-session": {
    caller: "browser",
    ask: {
      ours: (subject) => get("/v1/ping", withSession(subject)),
      bare: (subject) => get("/ping-session", withSession(subject)),
    },
  },
  get: {
    aim: 0.85,
    caller: "key",
    ask: { ours: ({ person }) => get(`/v1/users/${person.id}`), bare: ({ person }) => get(`/get/${person.id}`) },
  },
  list: {
    aim: 0.85,
    caller: "key",
    ask: { ours: () => get("/v1/users"), bare: () => get("/list") },
  },
  prefix: {
    aim: 0.85,
    caller: "key",
    ask: {
      ours: ({ person }) => listBy({ method: "startsWith", attribute: "email", values: [emailPrefix(person)] }),
      bare: ({ person }) => get(`/prefix/${emailPrefix(person)}`),
    },
  },
  search: {
    aim: 15,
    caller: "key",
    ask: {
      ours: ({ person }) => get(`/v1/users?search=${person.surname}`),
      bare: ({ person }) => get(`/search/${person.surname}`),
    },
  },
  cursor: {
    aim: 0.85,
    caller: "key",
    ask: {
      ours: ({ deepPerson }) => listBy({ method: "cursorAfter", values: [deepPerson.id] }),
      bare: ({ deepPerson }) => get(`/cursor/${deepPerson.id}`),
    },
  },
  verify: {
    aim: 0.85,
    caller: "browser",
    ask: {
      ours: (subject) => get("/v1/account", withSession(subject)),
      bare: (subject) => get("/verify", withSession(subject)),
    },
  },
  jwt: {
    aim: 0.85,
    caller: "browser",
    ask: {
      ours: (subject) => get("/v1/account", withJwt(subject)),
      bare: (subject) => get("/jwt", withJwt(subject)),
    },
  },
  create: {
    aim: 0.75,
    caller: "key",
    writesTo: (subject) => newUser(subject).userId,
    ask: {
      ours: (subject) => ({ method: "POST", path: "/v1/users/sha", body: newUser(subject) }),
      bare: (subject) => ({ method: "POST", path: "/create", body: newUser(subject) }),
    },
  },
  signin: {
    aim: 0.9,
    caller: "browser",
    writesTo: ({ person }) => person.id,
    ask: {
      ours: (subject) => ({ method: "POST", path: "/v1/account/sessions/email", body: credentials(subject) }),
      bare: (subject) => ({ method: "POST", path: "/signin", body: credentials(subject) }),
    },
  },
  redeem: {
    aim: 0.5,
    caller: "browser",
    uses: "tokens",
    writesTo: ({ owner }) => owner.id,
    ask: {
      ours: (subject) => ({ method: "POST", path: "/v1/account/sessions/token", body: redemption(subject) }),
      bare: (subject) => ({ method: "POST", path: "/redeem", body: redemption(subject) }),
    },
  },
  revoke: {
    aim: 0.75,
    caller: "key",
    uses: "sessions",
    writesTo: ({ owner }) => owner.id,
    ask: {
      ours: ({ owner, serial }) => ({ method: "DELETE", path: `/v1/users/${owner.id}/sessions/${stockedId(serial)}` }),
      bare: ({ owner, serial }) => ({ method: "DELETE", path: `/revoke/${owner.id}/${stockedId(serial)}` }),
    },
  },
} as const satisfies Readonly<Record<string, Operation>>;

export type OperationName = keyof typeof operations;

export const operationNames = Object.keys(operations) as OperationName[];

/** Requests that only pass the middleware: the cost of every request, by caller. */
export const edgeOperations: readonly OperationName[] = ["ping", "ping-session"];

export const operationOf = (name: OperationName): Operation => operations[name];

/** Chooses the subject of a request. */
export function subjectOf({ all, deep }: People, random: () => number, serial: number): Subject {
  return { person: pick(all, random), deepPerson: pick(deep, random), serial, owner: ownerOf(all, serial) };
}

/** The owner of the stocked row of a serial. */
export function ownerOf<T>(people: readonly T[], serial: number): T {
  const owner = people[serial % people.length];
  if (owner === undefined) throw new RangeError("There are no users to own the rows.");
  return owner;
}

function pick<T>(list: readonly T[], random: () => number): T {
  const item = list[Math.floor(random() * list.length)];
  if (item === undefined) throw new RangeError("There is nothing to choose from.");
  return item;
}

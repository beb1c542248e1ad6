/**
 * The published SDKs behind one interface. From version 20 on a method takes one object of named parameters, which is the
 * interface; 14 and 17 take them one by one, and `named` is the adapter. Nothing else differs between them here.
 */
import * as node14 from "node-appwrite-14";
import * as node17 from "node-appwrite-17";
import * as node20 from "node-appwrite-20";
import * as node27 from "node-appwrite-27";

/** What all four versions say a user is; the fields that later ones add arrive in all of them. */
export type User = node14.Models.User<node14.Models.Preferences>;
export type UserList = node14.Models.UserList<node14.Models.Preferences>;
type Prefs = node14.Models.Preferences;

interface Account {
  readonly userId: string;
  readonly email?: string;
  readonly phone?: string;
  readonly password?: string;
  readonly name?: string;
}

interface Import {
  readonly userId: string;
  readonly email: string;
  readonly password: string;
  readonly name?: string;
}

interface ScryptImport extends Import {
  readonly passwordSalt: string;
  readonly passwordCpu: number;
  readonly passwordMemory: number;
  readonly passwordParallel: number;
  readonly passwordLength: number;
}

interface ScryptModifiedImport extends Import {
  readonly passwordSalt: string;
  readonly passwordSaltSeparator: string;
  readonly passwordSignerKey: string;
}

/** The service `users` of version 20 and later, as far as it is served. */
export interface Users {
  list(params?: { queries?: string[]; search?: string; total?: boolean }): Promise<UserList>;
  create(params: Account): Promise<User>;
  createArgon2User(params: Import): Promise<User>;
  createBcryptUser(params: Import): Promise<User>;
  createMD5User(params: Import): Promise<User>;
  createPHPassUser(params: Import): Promise<User>;
  createScryptUser(params: ScryptImport): Promise<User>;
  createScryptModifiedUser(params: ScryptModifiedImport): Promise<User>;
  createSHAUser(params: Import & { readonly passwordVersion?: string }): Promise<User>;
  get(params: { userId: string }): Promise<User>;
  delete(params: { userId: string }): Promise<unknown>;
  updateStatus(params: { userId: string; status: boolean }): Promise<User>;
  updateLabels(params: { userId: string; labels: string[] }): Promise<User>;
  updateName(params: { userId: string; name: string }): Promise<User>;
  updatePassword(params: { userId: string; password: string }): Promise<User>;
  updateEmail(params: { userId: string; email: string }): Promise<User>;
  updatePhone(params: { userId: string; number: string }): Promise<User>;
  updateEmailVerification(params: { userId: string; emailVerification: boolean }): Promise<User>;
  updatePhoneVerification(params: { userId: string; phoneVerification: boolean }): Promise<User>;
  getPrefs(params: { userId: string }): Promise<Prefs>;
  updatePrefs(params: { userId: string; prefs: object }): Promise<Prefs>;
  /** Version 27 only. */
  updateImpersonator?(params: { userId: string; impersonator: boolean }): Promise<User>;
}

/** The service of versions 14 and 17, whose types differ in the name of the list of SHA versions alone. */
interface PositionalUsers extends Pick<node14.Users, Exclude<keyof Users, "createSHAUser" | "updateImpersonator">> {
  createSHAUser(
    userId: string,
    email: string,
    password: string,
    passwordVersion?: string,
    name?: string,
  ): Promise<User>;
}

/** Gives such a service named parameters. It does not know the parameter `total`. */
function named(users: PositionalUsers): Users {
  return {
    list: ({ queries, search } = {}) => users.list(queries, search),
    create: ({ userId, email, phone, password, name }) => users.create(userId, email, phone, password, name),
    createArgon2User: ({ userId, email, password, name }) => users.createArgon2User(userId, email, password, name),
    createBcryptUser: ({ userId, email, password, name }) => users.createBcryptUser(userId, email, password, name),
    createMD5User: ({ userId, email, password, name }) => users.createMD5User(userId, email, password, name),
    createPHPassUser: ({ userId, email, password, name }) => users.createPHPassUser(userId, email, password, name),
    createScryptUser: ({ userId, email, password, name, ...hash }) =>
      users.createScryptUser(
        userId,
        email,
        password,
        hash.passwordSalt,
        hash.passwordCpu,
        hash.passwordMemory,
        hash.passwordParallel,
        hash.passwordLength,
        name,
      ),
    createScryptModifiedUser: ({ userId, email, password, name, ...hash }) =>
      users.createScryptModifiedUser(
        userId,
        email,
        password,
        hash.passwordSalt,
        hash.passwordSaltSeparator,
        hash.passwordSignerKey,
        name,
      ),
    createSHAUser: ({ userId, email, password, passwordVersion, name }) =>
      users.createSHAUser(userId, email, password, passwordVersion, name),
    get: ({ userId }) => users.get(userId),
    delete: ({ userId }) => users.delete(userId),
    updateStatus: ({ userId, status }) => users.updateStatus(userId, status),
    updateLabels: ({ userId, labels }) => users.updateLabels(userId, labels),
    updateName: ({ userId, name }) => users.updateName(userId, name),
    updatePassword: ({ userId, password }) => users.updatePassword(userId, password),
    updateEmail: ({ userId, email }) => users.updateEmail(userId, email),
    updatePhone: ({ userId, number }) => users.updatePhone(userId, number),
    updateEmailVerification: ({ userId, emailVerification }) =>
      users.updateEmailVerification(userId, emailVerification),
    updatePhoneVerification: ({ userId, phoneVerification }) =>
      users.updatePhoneVerification(userId, phoneVerification),
    getPrefs: ({ userId }) => users.getPrefs(userId),
    updatePrefs: ({ userId, prefs }) => users.updatePrefs(userId, prefs),
  };
}

/** Where an SDK is sent, and as whom. */
export interface Target {
  readonly endpoint: string;
  readonly projectId: string;
  /** Without one, the SDK calls as a guest. */
  readonly key?: string;
}

interface Connection {
  readonly users: Users;
  readonly ping: () => Promise<unknown>;
}

/** The query helpers by the version that first had them. */
export type Query14 = Omit<typeof node14.Query, "prototype">;
export type Query20 = Omit<typeof node20.Query, "prototype">;
export type Query27 = Omit<typeof node27.Query, "prototype">;

export interface Sdk {
  readonly version: 14 | 17 | 20 | 27;
  readonly Exception: typeof node14.AppwriteException;
  readonly query: Query14;
  readonly query20?: Query20;
  readonly query27?: Query27;
  connect(target: Target): Connection;
}

interface Pointable {
  setEndpoint(endpoint: string): unknown;
  setProject(id: string): unknown;
  setKey(key: string): unknown;
}

/** Points a client of any version at a target. */
function pointed<Client extends Pointable>(client: Client, { endpoint, key, projectId }: Target): Client {
  client.setEndpoint(endpoint);
  client.setProject(projectId);
  if (key !== undefined) client.setKey(key);
  return client;
}

export const sdks: readonly Sdk[] = [
  {
    version: 14,
    Exception: node14.AppwriteException,
    query: node14.Query,
    connect(target) {
      const client = pointed(new node14.Client(), target);
      return { users: named(new node14.Users(client)), ping: () => client.ping() };
    },
  },
  {
    version: 17,
    Exception: node17.AppwriteException,
    query: node17.Query,
    connect(target) {
      const client = pointed(new node17.Client(), target);
      return { users: named(new node17.Users(client)), ping: () => client.ping() };
    },
  },
  {
    version: 20,
    Exception: node20.AppwriteException,
    query: node20.Query,
    query20: node20.Query,
    connect(target) {
      const client = pointed(new node20.Client(), target);
      return { users: new node20.Users(client), ping: () => client.ping() };
    },
  },
  {
    version: 27,
    Exception: node27.AppwriteException,
    query: node27.Query,
    query20: node27.Query,
    query27: node27.Query,
    connect(target) {
      const client = pointed(new node27.Client(), target);
      return { users: new node27.Users(client), ping: () => client.ping() };
    },
  },
];

/**
 * The published SDKs behind one interface for each service. From version 20 on a method takes one object of named
 * parameters, which is the interface; 14 and 17 take them one by one, and `named` is the adapter. Methods that a
 * version lacks are optional; from 20 on, some methods have a second spelling.
 */
import * as node14 from "node-appwrite-14";
import * as node17 from "node-appwrite-17";
import * as node20 from "node-appwrite-20";
import * as node27 from "node-appwrite-27";
import * as web28 from "appwrite";
import { scope } from "../../harness/scope.ts";
import { BrowserClient } from "./browser.ts";

/** A user in all four versions; answers have the fields of later versions in all of them. */
export type User = node14.Models.User<node14.Models.Preferences>;
type UserList = node14.Models.UserList<node14.Models.Preferences>;
type Prefs = node14.Models.Preferences;

type Session = node14.Models.Session;
type SessionList = node14.Models.SessionList;
type Token = node14.Models.Token;
type Jwt = node14.Models.Jwt;
type Target = node14.Models.Target;
type TargetList = node14.Models.TargetList;
type IdentityList = node14.Models.IdentityList;
type LogList = node14.Models.LogList;
type MfaFactors = node14.Models.MfaFactors;
type MfaRecoveryCodes = node14.Models.MfaRecoveryCodes;
type MfaType = node14.Models.MfaType;
type MfaChallenge = node14.Models.MfaChallenge;
type MembershipList = node14.Models.MembershipList;

interface NewUser {
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

interface NewTarget {
  readonly userId: string;
  readonly targetId: string;
  readonly providerType: string;
  readonly identifier: string;
  readonly providerId?: string;
  readonly name?: string;
}

interface TargetChange {
  readonly userId: string;
  readonly targetId: string;
  readonly identifier?: string;
  readonly providerId?: string;
  readonly name?: string;
}

/** The served part of the service `users` of version 20 and later. */
export interface Users {
  list(params?: { queries?: string[]; search?: string; total?: boolean }): Promise<UserList>;
  create(params: NewUser): Promise<User>;
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
  listSessions(params: { userId: string; total?: boolean }): Promise<SessionList>;
  createSession(params: { userId: string }): Promise<Session>;
  deleteSession(params: { userId: string; sessionId: string }): Promise<unknown>;
  deleteSessions(params: { userId: string }): Promise<unknown>;
  createToken(params: { userId: string; length?: number; expire?: number }): Promise<Token>;
  createJWT(params: { userId: string; sessionId?: string; duration?: number }): Promise<Jwt>;
  listTargets(params: { userId: string; queries?: string[]; total?: boolean }): Promise<TargetList>;
  createTarget(params: NewTarget): Promise<Target>;
  getTarget(params: { userId: string; targetId: string }): Promise<Target>;
  updateTarget(params: TargetChange): Promise<Target>;
  deleteTarget(params: { userId: string; targetId: string }): Promise<unknown>;
  listIdentities(params?: { queries?: string[]; search?: string; total?: boolean }): Promise<IdentityList>;
  deleteIdentity(params: { identityId: string }): Promise<unknown>;
  listLogs(params: { userId: string; queries?: string[]; total?: boolean }): Promise<LogList>;
  listMemberships(params: {
    userId: string;
    queries?: string[];
    search?: string;
    total?: boolean;
  }): Promise<MembershipList>;
  updateMfa(params: { userId: string; mfa: boolean }): Promise<User>;
  listMfaFactors(params: { userId: string }): Promise<MfaFactors>;
  getMfaRecoveryCodes(params: { userId: string }): Promise<MfaRecoveryCodes>;
  createMfaRecoveryCodes(params: { userId: string }): Promise<MfaRecoveryCodes>;
  updateMfaRecoveryCodes(params: { userId: string }): Promise<MfaRecoveryCodes>;
  deleteMfaAuthenticator(params: { userId: string; type: string }): Promise<unknown>;
  // From version 20 on.
  updateMFA?(params: { userId: string; mfa: boolean }): Promise<User>;
  listMFAFactors?(params: { userId: string }): Promise<MfaFactors>;
  getMFARecoveryCodes?(params: { userId: string }): Promise<MfaRecoveryCodes>;
  createMFARecoveryCodes?(params: { userId: string }): Promise<MfaRecoveryCodes>;
  updateMFARecoveryCodes?(params: { userId: string }): Promise<MfaRecoveryCodes>;
  deleteMFAAuthenticator?(params: { userId: string; type: string }): Promise<unknown>;
  /** From version 27 on. */
  updateImpersonator?(params: { userId: string; impersonator: boolean }): Promise<User>;
}

/** The methods of a service that all versions have. */
type Common<Service> = { [Name in keyof Service]-?: undefined extends Service[Name] ? never : Name }[keyof Service];

/** The service of versions 14 and 17, whose types differ in the names of the lists of words alone. */
interface PositionalUsers extends Pick<
  node14.Users,
  Exclude<Common<Users>, "createSHAUser" | "createTarget" | "deleteMfaAuthenticator" | "listMemberships">
> {
  /** Version 14 accepts only the user. */
  listMemberships(userId: string, queries?: string[], search?: string): Promise<MembershipList>;
  createTarget(
    userId: string,
    targetId: string,
    providerType: string,
    identifier: string,
    providerId?: string,
    name?: string,
  ): Promise<Target>;
  deleteMfaAuthenticator(userId: string, type: string): Promise<unknown>;
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
    listSessions: ({ userId }) => users.listSessions(userId),
    createSession: ({ userId }) => users.createSession(userId),
    deleteSession: ({ userId, sessionId }) => users.deleteSession(userId, sessionId),
    deleteSessions: ({ userId }) => users.deleteSessions(userId),
    createToken: ({ userId, length, expire }) => users.createToken(userId, length, expire),
    createJWT: ({ userId, sessionId, duration }) => users.createJWT(userId, sessionId, duration),
    listTargets: ({ userId, queries }) => users.listTargets(userId, queries),
    createTarget: ({ userId, targetId, providerType, identifier, providerId, name }) =>
      users.createTarget(userId, targetId, providerType, identifier, providerId, name),
    getTarget: ({ userId, targetId }) => users.getTarget(userId, targetId),
    updateTarget: ({ userId, targetId, identifier, providerId, name }) =>
      users.updateTarget(userId, targetId, identifier, providerId, name),
    deleteTarget: ({ userId, targetId }) => users.deleteTarget(userId, targetId),
    listIdentities: ({ queries, search } = {}) => users.listIdentities(queries, search),
    deleteIdentity: ({ identityId }) => users.deleteIdentity(identityId),
    listLogs: ({ userId, queries }) => users.listLogs(userId, queries),
    listMemberships: ({ userId, queries, search }) => users.listMemberships(userId, queries, search),
    updateMfa: ({ userId, mfa }) => users.updateMfa(userId, mfa),
    listMfaFactors: ({ userId }) => users.listMfaFactors(userId),
    getMfaRecoveryCodes: ({ userId }) => users.getMfaRecoveryCodes(userId),
    createMfaRecoveryCodes: ({ userId }) => users.createMfaRecoveryCodes(userId),
    updateMfaRecoveryCodes: ({ userId }) => users.updateMfaRecoveryCodes(userId),
    deleteMfaAuthenticator: ({ userId, type }) => users.deleteMfaAuthenticator(userId, type),
  };
}

/** An account as its user sees it: the user without the hash. */
type Self = Omit<User, "password" | "hash" | "hashOptions">;

export interface OAuth2Params {
  readonly provider: string;
  readonly success?: string;
  readonly failure?: string;
  readonly scopes?: string[];
}

/** The served part of the service `account` of version 20 and later. */
export interface Account {
  create(params: { userId: string; email: string; password: string; name?: string }): Promise<Self>;
  get(): Promise<Self>;
  createEmailPasswordSession(params: { email: string; password: string }): Promise<Session>;
  createAnonymousSession(): Promise<Session>;
  createSession(params: { userId: string; secret: string }): Promise<Session>;
  createEmailToken(params: { userId: string; email: string; phrase?: boolean }): Promise<Token>;
  createMagicURLToken(params: { userId: string; email: string; url?: string; phrase?: boolean }): Promise<Token>;
  updateMagicURLSession(params: { userId: string; secret: string }): Promise<Session>;
  createPhoneToken(params: { userId: string; phone: string }): Promise<Token>;
  updatePhoneSession(params: { userId: string; secret: string }): Promise<Session>;
  createRecovery(params: { email: string; url: string }): Promise<Token>;
  updateRecovery(params: { userId: string; secret: string; password: string }): Promise<Token>;
  createVerification(params: { url: string }): Promise<Token>;
  updateVerification(params: { userId: string; secret: string }): Promise<Token>;
  createPhoneVerification(): Promise<Token>;
  updatePhoneVerification(params: { userId: string; secret: string }): Promise<Token>;
  listSessions(): Promise<SessionList>;
  getSession(params: { sessionId: string }): Promise<Session>;
  updateSession(params: { sessionId: string }): Promise<Session>;
  deleteSession(params: { sessionId: string }): Promise<unknown>;
  deleteSessions(): Promise<unknown>;
  createJWT(params?: { duration?: number }): Promise<Jwt>;
  updateName(params: { name: string }): Promise<Self>;
  updateEmail(params: { email: string; password: string }): Promise<Self>;
  updatePhone(params: { phone: string; password: string }): Promise<Self>;
  updatePassword(params: { password: string; oldPassword?: string }): Promise<Self>;
  getPrefs(): Promise<Prefs>;
  updatePrefs(params: { prefs: object }): Promise<Self>;
  updateStatus(): Promise<Self>;
  updateMFA(params: { mfa: boolean }): Promise<Self>;
  listMfaFactors(): Promise<MfaFactors>;
  createMfaAuthenticator(params: { type: string }): Promise<MfaType>;
  updateMfaAuthenticator(params: { type: string; otp: string }): Promise<Self>;
  deleteMfaAuthenticator(params: { type: string }): Promise<unknown>;
  createMfaRecoveryCodes(): Promise<MfaRecoveryCodes>;
  getMfaRecoveryCodes(): Promise<MfaRecoveryCodes>;
  updateMfaRecoveryCodes(): Promise<MfaRecoveryCodes>;
  createMfaChallenge(params: { factor: string }): Promise<MfaChallenge>;
  /** A session; the types of version 14 do not say so. */
  updateMfaChallenge(params: { challengeId: string; otp: string }): Promise<unknown>;
  listIdentities(params?: { queries?: string[]; total?: boolean }): Promise<IdentityList>;
  deleteIdentity(params: { identityId: string }): Promise<unknown>;
  /** A promise of the provider's address; in browsers, this project's address that redirects there. */
  createOAuth2Token(params: OAuth2Params): unknown;
  // From version 20 on.
  createEmailVerification?(params: { url: string }): Promise<Token>;
  updateEmailVerification?(params: { userId: string; secret: string }): Promise<Token>;
  listMFAFactors?(): Promise<MfaFactors>;
  createMFAAuthenticator?(params: { type: string }): Promise<MfaType>;
  updateMFAAuthenticator?(params: { type: string; otp: string }): Promise<Self>;
  deleteMFAAuthenticator?(params: { type: string }): Promise<unknown>;
  createMFARecoveryCodes?(): Promise<MfaRecoveryCodes>;
  getMFARecoveryCodes?(): Promise<MfaRecoveryCodes>;
  updateMFARecoveryCodes?(): Promise<MfaRecoveryCodes>;
  createMFAChallenge?(params: { factor: string }): Promise<MfaChallenge>;
  updateMFAChallenge?(params: { challengeId: string; otp: string }): Promise<unknown>;
  /** For servers only. */
  listLogs?(params?: { queries?: string[]; total?: boolean }): Promise<LogList>;
  // For browsers only.
  createOAuth2Session?(params: OAuth2Params): unknown;
  createPushTarget?(params: { targetId: string; identifier: string; providerId?: string }): Promise<Target>;
  updatePushTarget?(params: { targetId: string; identifier: string }): Promise<Target>;
  deletePushTarget?(params: { targetId: string }): Promise<unknown>;
}

/** The service of versions 14 and 17, whose types differ in the names of the lists of words alone. */
interface PositionalAccount extends Pick<
  node14.Account,
  | "listLogs"
  | Exclude<
      Common<Account>,
      | "createMfaAuthenticator"
      | "updateMfaAuthenticator"
      | "deleteMfaAuthenticator"
      | "createMfaChallenge"
      | "createOAuth2Token"
    >
> {
  createOAuth2Token(provider: string, success?: string, failure?: string, scopes?: string[]): Promise<string>;
  createMfaAuthenticator(type: string): Promise<MfaType>;
  updateMfaAuthenticator(type: string, otp: string): Promise<Self>;
  deleteMfaAuthenticator(type: string): Promise<unknown>;
  createMfaChallenge(factor: string): Promise<MfaChallenge>;
}

/** Gives such a service named parameters. It does not know the duration of a JWT. */
function namedAccount(account: PositionalAccount): Account {
  return {
    create: ({ userId, email, password, name }) => account.create(userId, email, password, name),
    get: () => account.get(),
    createEmailPasswordSession: ({ email, password }) => account.createEmailPasswordSession(email, password),
    createAnonymousSession: () => account.createAnonymousSession(),
    createSession: ({ userId, secret }) => account.createSession(userId, secret),
    createEmailToken: ({ userId, email, phrase }) => account.createEmailToken(userId, email, phrase),
    createMagicURLToken: ({ userId, email, url, phrase }) => account.createMagicURLToken(userId, email, url, phrase),
    updateMagicURLSession: ({ userId, secret }) => account.updateMagicURLSession(userId, secret),
    createPhoneToken: ({ userId, phone }) => account.createPhoneToken(userId, phone),
    updatePhoneSession: ({ userId, secret }) => account.updatePhoneSession(userId, secret),
    createRecovery: ({ email, url }) => account.createRecovery(email, url),
    updateRecovery: ({ userId, secret, password }) => account.updateRecovery(userId, secret, password),
    createVerification: ({ url }) => account.createVerification(url),
    updateVerification: ({ userId, secret }) => account.updateVerification(userId, secret),
    createPhoneVerification: () => account.createPhoneVerification(),
    updatePhoneVerification: ({ userId, secret }) => account.updatePhoneVerification(userId, secret),
    listSessions: () => account.listSessions(),
    getSession: ({ sessionId }) => account.getSession(sessionId),
    updateSession: ({ sessionId }) => account.updateSession(sessionId),
    deleteSession: ({ sessionId }) => account.deleteSession(sessionId),
    deleteSessions: () => account.deleteSessions(),
    createJWT: () => account.createJWT(),
    updateName: ({ name }) => account.updateName(name),
    updateEmail: ({ email, password }) => account.updateEmail(email, password),
    updatePhone: ({ phone, password }) => account.updatePhone(phone, password),
    updatePassword: ({ password, oldPassword }) => account.updatePassword(password, oldPassword),
    getPrefs: () => account.getPrefs(),
    updatePrefs: ({ prefs }) => account.updatePrefs(prefs),
    updateStatus: () => account.updateStatus(),
    updateMFA: ({ mfa }) => account.updateMFA(mfa),
    listMfaFactors: () => account.listMfaFactors(),
    createMfaAuthenticator: ({ type }) => account.createMfaAuthenticator(type),
    updateMfaAuthenticator: ({ type, otp }) => account.updateMfaAuthenticator(type, otp),
    deleteMfaAuthenticator: ({ type }) => account.deleteMfaAuthenticator(type),
    createMfaRecoveryCodes: () => account.createMfaRecoveryCodes(),
    getMfaRecoveryCodes: () => account.getMfaRecoveryCodes(),
    updateMfaRecoveryCodes: () => account.updateMfaRecoveryCodes(),
    createMfaChallenge: ({ factor }) => account.createMfaChallenge(factor),
    updateMfaChallenge: ({ challengeId, otp }) => account.updateMfaChallenge(challengeId, otp),
    listIdentities: ({ queries } = {}) => account.listIdentities(queries),
    deleteIdentity: ({ identityId }) => account.deleteIdentity(identityId),
    createOAuth2Token: ({ provider, success, failure, scopes }) =>
      account.createOAuth2Token(provider, success, failure, scopes),
    listLogs: ({ queries } = {}) => account.listLogs(queries),
  };
}

/** The parameters of a method of `messaging` or `teams`. */
export type Named = Readonly<Record<string, unknown>>;

/** Calls a method by name with named parameters: two dozen methods of `messaging` differ only in these. */
type CallByName = (method: string, parameters: Named) => Promise<unknown>;

function apply(service: object, name: string, args: readonly unknown[]): Promise<unknown> {
  const method: unknown = Reflect.get(service, name);
  if (typeof method !== "function") throw new TypeError(`${name} is no method.`);
  return Promise.resolve(Reflect.apply(method, service, args));
}

/** For version 20 and later. */
const callNamed =
  (service: object): CallByName =>
  (name, parameters) =>
    apply(service, name, [parameters]);

/** For versions 14 and 17, whose methods state the order of their parameters. */
const callPositional =
  (service: object): CallByName =>
  (name, parameters) => {
    const [, list = ""] = /^[^(]*\(([^)]*)\)/.exec(String(Reflect.get(service, name))) ?? [];
    const order = list.split(/,\s*/);
    const unknown = Object.keys(parameters).filter((parameter) => !order.includes(parameter));
    if (unknown.length > 0) throw new TypeError(`${name} has no ${unknown.join(", ")}.`);
    return apply(
      service,
      name,
      order.map((parameter) => parameters[parameter]),
    );
  };

/** Calls a method with a text for every parameter: of an SDK of any version, by position. */
export const callAnyhow = (service: object, name: string): Promise<unknown> =>
  apply(
    service,
    name,
    Array.from({ length: 9 }, () => "x"),
  );

/** The target and the caller of an SDK. */
interface Destination {
  readonly endpoint: string;
  readonly projectId: string;
  /** Without one of these, the SDK calls as a guest. */
  readonly key?: string;
  /** The secret of a session. */
  readonly session?: string;
  readonly jwt?: string;
}

interface Connection {
  readonly users: Users;
  readonly account: Account;
  readonly messaging: CallByName;
  readonly teams: CallByName;
  /** The names in the SDK. */
  readonly services: Readonly<Record<keyof Sdk["methods"], object>>;
  readonly ping: () => Promise<unknown>;
}

/** The query helpers by the version that first had them. */
export type Query14 = Omit<typeof node14.Query, "prototype">;
export type Query20 = Omit<typeof node20.Query, "prototype">;
export type Query27 = Omit<typeof node27.Query, "prototype">;

/** The methods of a service, read from its class. */
const methodsOf = ({ prototype }: { readonly prototype: object }): readonly string[] =>
  Object.getOwnPropertyNames(prototype).filter((name) => name !== "constructor");

export interface Sdk {
  readonly version: 14 | 17 | 20 | 27;
  /** The methods that the services have. */
  readonly methods: Readonly<Record<"users" | "account" | "messaging" | "teams", readonly string[]>>;
  readonly Exception: typeof node14.AppwriteException;
  readonly query: Query14;
  readonly query20?: Query20;
  readonly query27?: Query27;
  connect(target: Destination): Connection;
}

interface Pointable {
  setEndpoint(endpoint: string): unknown;
  setProject(id: string): unknown;
  setSession(secret: string): unknown;
  setJWT(jwt: string): unknown;
  /** The web SDK does not support keys. */
  setKey?(key: string): unknown;
}

/** Points a client of any version at a target. */
function pointed<Client extends Pointable>(
  client: Client,
  { endpoint, jwt, key, projectId, session }: Destination,
): Client {
  client.setEndpoint(endpoint);
  client.setProject(projectId);
  if (key !== undefined) client.setKey?.(key);
  if (session !== undefined) client.setSession(session);
  if (jwt !== undefined) client.setJWT(jwt);
  return client;
}

/** The SDK that new server code uses. */
export const newestSdk: Sdk = {
  version: 27,
  methods: {
    users: methodsOf(node27.Users),
    account: methodsOf(node27.Account),
    messaging: methodsOf(node27.Messaging),
    teams: methodsOf(node27.Teams),
  },
  Exception: node27.AppwriteException,
  query: node27.Query,
  query20: node27.Query,
  query27: node27.Query,
  connect(target) {
    const client = pointed(new node27.Client(), target);
    const services = {
      users: new node27.Users(client),
      account: new node27.Account(client),
      messaging: new node27.Messaging(client),
      teams: new node27.Teams(client),
    };
    return {
      users: services.users,
      account: services.account,
      messaging: callNamed(services.messaging),
      teams: callNamed(services.teams),
      services,
      ping: () => client.ping(),
    };
  },
};

const serverSdks: readonly Sdk[] = [
  {
    version: 14,
    methods: {
      users: methodsOf(node14.Users),
      account: methodsOf(node14.Account),
      messaging: methodsOf(node14.Messaging),
      teams: methodsOf(node14.Teams),
    },
    Exception: node14.AppwriteException,
    query: node14.Query,
    connect(target) {
      const client = pointed(new node14.Client(), target);
      const services = {
        users: new node14.Users(client),
        account: new node14.Account(client),
        messaging: new node14.Messaging(client),
        teams: new node14.Teams(client),
      };
      return {
        users: named(services.users),
        account: namedAccount(services.account),
        messaging: callPositional(services.messaging),
        teams: callPositional(services.teams),
        services,
        ping: () => client.ping(),
      };
    },
  },
  {
    version: 17,
    methods: {
      users: methodsOf(node17.Users),
      account: methodsOf(node17.Account),
      messaging: methodsOf(node17.Messaging),
      teams: methodsOf(node17.Teams),
    },
    Exception: node17.AppwriteException,
    query: node17.Query,
    connect(target) {
      const client = pointed(new node17.Client(), target);
      const services = {
        users: new node17.Users(client),
        account: new node17.Account(client),
        messaging: new node17.Messaging(client),
        teams: new node17.Teams(client),
      };
      return {
        users: named(services.users),
        account: namedAccount(services.account),
        messaging: callPositional(services.messaging),
        teams: callPositional(services.teams),
        services,
        ping: () => client.ping(),
      };
    },
  },
  {
    version: 20,
    methods: {
      users: methodsOf(node20.Users),
      account: methodsOf(node20.Account),
      messaging: methodsOf(node20.Messaging),
      teams: methodsOf(node20.Teams),
    },
    Exception: node20.AppwriteException,
    query: node20.Query,
    query20: node20.Query,
    connect(target) {
      const client = pointed(new node20.Client(), target);
      const services = {
        users: new node20.Users(client),
        account: new node20.Account(client),
        messaging: new node20.Messaging(client),
        teams: new node20.Teams(client),
      };
      return {
        users: services.users,
        account: services.account,
        messaging: callNamed(services.messaging),
        teams: callNamed(services.teams),
        services,
        ping: () => client.ping(),
      };
    },
  },
  newestSdk,
];

const isMeant = ({ version }: Pick<AccountSdk, "version">): boolean => scope.sdks.includes(version);

/** The server SDKs of this command, the oldest first. */
export const sdks: readonly Sdk[] = serverSdks.filter(isMeant);

/** An SDK for users' own code. */
export interface AccountSdk {
  readonly name: string;
  readonly version: Sdk["version"] | 28;
  readonly methods: Pick<Sdk["methods"], "account" | "teams">;
  readonly Exception: Sdk["Exception"];
  connect(target: Destination): Pick<Connection, "account" | "teams"> & {
    readonly services: { readonly account: object; readonly teams: object };
  };
}

const allAccountSdks: readonly AccountSdk[] = [
  ...serverSdks.map((sdk) => ({ ...sdk, name: `node-appwrite ${sdk.version}` })),
  {
    name: "appwrite 28, in a browser",
    version: 28,
    methods: { account: methodsOf(web28.Account), teams: methodsOf(web28.Teams) },
    Exception: web28.AppwriteException,
    connect(target) {
      const client = pointed(new BrowserClient(), target);
      const services = { account: new web28.Account(client), teams: new web28.Teams(client) };
      return { account: services.account, teams: callNamed(services.teams), services };
    },
  },
];

/** All SDKs of this command. */
export const accountSdks: readonly AccountSdk[] = allAccountSdks.filter(isMeant);

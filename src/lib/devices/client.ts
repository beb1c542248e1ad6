/**
 * The program behind a user agent: browser, HTTP library or Appwrite's command line (docs/spec/logs.md#devices). Pure.
 */

export interface Client {
  readonly clientType: string;
  readonly clientCode: string;
  readonly clientName: string;
  readonly clientVersion: string;
  readonly clientEngine: string;
  readonly clientEngineVersion: string;
}

const none: Client = {
  clientType: "",
  clientCode: "",
  clientName: "",
  clientVersion: "",
  clientEngine: "",
  clientEngineVersion: "",
};

interface Browser {
  readonly code: string;
  readonly name: string;
  /** Matches the browser. Its group, if it has one, is the version. */
  readonly pattern: RegExp;
  /** A pattern that the agent must also match, if several browsers use the same token. */
  readonly among?: RegExp;
}

/** Matches `Token/1.2.3`, of which the version's first two parts are used. */
const product = (tokens: string): RegExp => new RegExp(String.raw`\b(?:${tokens})/(\d+(?:\.\d+)?)`, "i");

const mobile = /Mobile|Android/i;
const operaMobile = /Mobi/i;
const appleMobile = /\biP(?:hone|ad|od)\b.*\bMobile\//i;
const legacyOpera = /^Opera\/.*\bVersion\/(\d+(?:\.\d+)?)/i;
const opera = product("OPR|Opera");
const chrome = product("Chrome|Chromium|HeadlessChrome");
const firefox = product("Firefox");
const safari = /^(?=.*\bAppleWebKit\/)(?=.*\bSafari\/)(?:.*\bVersion\/(\d+(?:\.\d+)?))?/i;

/** The first match counts: a browser based on another one names that too. Every pattern is linear in the agent. */
const browsers: readonly Browser[] = [
  { code: "PS", name: "Microsoft Edge", pattern: product("Edg|EdgA|EdgiOS|Edge") },
  { code: "OI", name: "Opera Mini", pattern: product("Opera Mini") },
  { code: "OM", name: "Opera Mobile", pattern: legacyOpera, among: operaMobile },
  { code: "OP", name: "Opera", pattern: legacyOpera },
  { code: "OM", name: "Opera Mobile", pattern: opera, among: operaMobile },
  { code: "OP", name: "Opera", pattern: opera },
  { code: "SB", name: "Samsung Browser", pattern: product("SamsungBrowser") },
  { code: "CI", name: "Chrome Mobile iOS", pattern: product("CriOS") },
  { code: "F1", name: "Firefox Mobile iOS", pattern: product("FxiOS") },
  { code: "CC", name: "Coc Coc", pattern: product("coc_coc_browser") },
  { code: "VI", name: "Vivaldi", pattern: product("Vivaldi") },
  { code: "YA", name: "Yandex Browser", pattern: product("YaBrowser") },
  { code: "BR", name: "Brave", pattern: product("Brave") },
  { code: "WH", name: "Whale Browser", pattern: product("Whale") },
  { code: "UC", name: "UC Browser", pattern: product("UCBrowser") },
  { code: "QQ", name: "QQ Browser", pattern: product("M?QQBrowser") },
  { code: "DD", name: "DuckDuckGo Privacy Browser", pattern: product("DuckDuckGo|Ddg") },
  { code: "MS", name: "Mobile Silk", pattern: product("Silk") },
  { code: "HU", name: "Huawei Browser Mobile", pattern: product("HuaweiBrowser"), among: mobile },
  { code: "HP", name: "Huawei Browser", pattern: product("HuaweiBrowser") },
  { code: "FK", name: "Firefox Focus", pattern: product("Focus") },
  { code: "CV", name: "Chrome Webview", pattern: chrome, among: /; wv\)|\bVersion\/4\.0 Chrome\//i },
  { code: "CM", name: "Chrome Mobile", pattern: chrome, among: mobile },
  { code: "CH", name: "Chrome", pattern: chrome },
  { code: "FM", name: "Firefox Mobile", pattern: firefox, among: mobile },
  { code: "FF", name: "Firefox", pattern: firefox },
  { code: "MF", name: "Mobile Safari", pattern: safari, among: appleMobile },
  { code: "AN", name: "Android Browser", pattern: safari, among: /\bAndroid\b/i },
  { code: "SF", name: "Safari", pattern: safari },
  { code: "IE", name: "Internet Explorer", pattern: /\bMSIE (\d+(?:\.\d+)?)/i },
  { code: "IE", name: "Internet Explorer", pattern: /\brv:(\d+(?:\.\d+)?)/i, among: /\bTrident\//i },
];

/** The first match counts. Versions are complete. Gecko has its browser's version, because its own token is a date. */
const engines: readonly { readonly name: string; readonly pattern: RegExp }[] = [
  { name: "Presto", pattern: /\bPresto\/(\d+(?:\.\d+)*)/i },
  { name: "Trident", pattern: /\bTrident\/(\d+(?:\.\d+)*)/i },
  { name: "Blink", pattern: /\b(?:Headless)?Chrom(?:e|ium)\/(\d+(?:\.\d+)*)/i },
  { name: "Gecko", pattern: firefox },
  { name: "WebKit", pattern: /\bAppleWebKit\/(\d+(?:\.\d+)*)/i },
];

function browserOf(agent: string): Client | undefined {
  for (const { code, name, pattern, among } of browsers) {
    const found = pattern.exec(agent);
    if (found !== null && (among === undefined || among.test(agent))) {
      const engine = engines.find((each) => each.pattern.test(agent));
      return {
        clientType: "browser",
        clientCode: code,
        clientName: name,
        clientVersion: found[1] ?? "",
        clientEngine: engine?.name ?? "",
        clientEngineVersion: engine?.pattern.exec(agent)?.[1] ?? "",
      };
    }
  }
  return undefined;
}

/** The names of HTTP libraries, by their tokens in lower case. */
const libraries: ReadonlyMap<string, string> = new Map([
  ["curl", "curl"],
  ["wget", "Wget"],
  ["postmanruntime", "Postman Runtime"],
  ["okhttp", "OkHttp"],
  ["dart", "Dart"],
  ["guzzlehttp", "Guzzle"],
  ["python-requests", "Python Requests"],
  ["python-urllib", "Python urllib"],
  ["aiohttp", "aiohttp"],
  ["go-http-client", "Go-http-client"],
  ["node-fetch", "Node Fetch"],
  ["axios", "Axios"],
  ["httpie", "HTTPie"],
  ["apache-httpclient", "Apache HTTP Client"],
  ["java-http-client", "Java HTTP Client"],
  ["java", "Java"],
  ["got", "got"],
]);

/** `token/1.2`, or the token alone where nothing but a comment follows: got and node-fetch state no version. */
const library = new RegExp(
  String.raw`(?:^|[ (])(${[...libraries.keys()].join("|")})(?:/(\d+(?:\.\d+)?)|(?= \(|$))`,
  "i",
);

function libraryOf(agent: string): Client | undefined {
  const [, token, version] = library.exec(agent) ?? [];
  const name = token === undefined ? undefined : libraries.get(token.toLowerCase());
  return name === undefined
    ? undefined
    : { ...none, clientType: "library", clientName: name, clientVersion: version ?? "" };
}

function commandLineOf(agent: string): Client | undefined {
  const version = /\bAppwriteCLI\/([\w.+-]+)/.exec(agent)?.[1];
  return version === undefined
    ? undefined
    : { ...none, clientType: "desktop", clientCode: "cli", clientName: "Appwrite CLI", clientVersion: version };
}

/** @returns the program that `agent` names; every field "" if it is unknown */
export const clientOf = (agent: string): Client => commandLineOf(agent) ?? browserOf(agent) ?? libraryOf(agent) ?? none;

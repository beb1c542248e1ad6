/** The operating system behind a user agent (docs/spec/logs.md#devices). Pure. */

export interface OperatingSystem {
  readonly osCode: string;
  readonly osName: string;
  readonly osVersion: string;
}

/** What the library calls a system and its version. */
export interface NamedSystem {
  readonly name: string | undefined;
  readonly version: string | undefined;
}

const none: OperatingSystem = { osCode: "", osName: "", osVersion: "" };

type Names = ReadonlyMap<string, { readonly code: string; readonly name: string }>;

const linux = { code: "LIN", name: "GNU/Linux" };

/** Systems of desktop computers and servers, by the library's name in lower case. */
const desktops: Names = new Map([
  ["linux", linux],
  ["windows", { code: "WIN", name: "Windows" }],
  ["mac os", { code: "MAC", name: "Mac" }],
  ["chromium os", { code: "COS", name: "Chrome OS" }],
  ["ubuntu", { code: "UBT", name: "Ubuntu" }],
  ["kubuntu", { code: "KBT", name: "Kubuntu" }],
  ["xubuntu", { code: "XBT", name: "Xubuntu" }],
  ["lubuntu", { code: "LBT", name: "Lubuntu" }],
  ["debian", { code: "DEB", name: "Debian" }],
  ["raspbian", { code: "RAS", name: "Raspbian" }],
  ["fedora", { code: "FED", name: "Fedora" }],
  ["red hat", { code: "RHT", name: "Red Hat" }],
  ["centos", { code: "CES", name: "CentOS" }],
  ["arch", { code: "ARL", name: "Arch Linux" }],
  ["mint", { code: "MIN", name: "Mint" }],
  ["suse", { code: "SSE", name: "SUSE" }],
  ["opensuse", { code: "SSE", name: "SUSE" }],
  ["gentoo", { code: "GNT", name: "Gentoo" }],
  ["slackware", { code: "SLW", name: "Slackware" }],
  ["mageia", { code: "MAG", name: "Mageia" }],
  ["mandriva", { code: "MDR", name: "Mandriva" }],
  ["freebsd", { code: "BSD", name: "FreeBSD" }],
  ["netbsd", { code: "NBS", name: "NetBSD" }],
  ["openbsd", { code: "OBS", name: "OpenBSD" }],
  ["solaris", { code: "SOS", name: "Solaris" }],
]);

/** All others. */
const appliances: Names = new Map([
  ["android", { code: "AND", name: "Android" }],
  ["android-x86", { code: "AND", name: "Android" }],
  ["ios", { code: "IOS", name: "iOS" }],
  ["windows phone", { code: "WPH", name: "Windows Phone" }],
  ["windows phone os", { code: "WPH", name: "Windows Phone" }],
  ["windows mobile", { code: "WMO", name: "Windows Mobile" }],
  ["blackberry", { code: "BLB", name: "BlackBerry OS" }],
  ["kaios", { code: "KOS", name: "KaiOS" }],
  ["firefox os", { code: "FOS", name: "Firefox OS" }],
  ["sailfish", { code: "SAF", name: "Sailfish OS" }],
  ["symbian", { code: "SYM", name: "Symbian" }],
  ["tizen", { code: "TIZ", name: "Tizen" }],
  ["webos", { code: "WOS", name: "webOS" }],
  ["xbox", { code: "XBX", name: "Xbox" }],
  ["playstation", { code: "PS3", name: "PlayStation" }],
  ["nintendo", { code: "WII", name: "Nintendo" }],
]);

const desktopCodes: ReadonlySet<string> = new Set([...desktops.values()].map(({ code }) => code));

/** @returns whether the system of this code makes a device that says nothing else a desktop */
export const isDesktopCode = (osCode: string): boolean => desktopCodes.has(osCode);

/** The names of the releases of Windows NT (the library has them from the numbers); agents claim others, too. */
const windowsReleases: ReadonlySet<string> = new Set(["2000", "XP", "Vista", "7", "8", "8.1", "10"]);

/** The first two parts of a version; "" for a word that is none, as in `Nintendo 3DS`. */
const twoParts = (version: string): string => /^\d+(?:\.\d+)?(?!\w)/.exec(version)?.[0] ?? "";

function versionOf(code: string, version: string): string {
  if (code === "WIN") return windowsReleases.has(version) ? version : "";
  // What follows `Linux` is a processor or the version of the kernel, not that of the system.
  if (code === "LIN") return "";
  return twoParts(version);
}

const captured =
  (pattern: RegExp) =>
  (agent: string): string =>
    pattern.exec(agent)?.[1]?.replace("_", ".") ?? "";

/** Fire OS by the major version of Android that it is made from: its agents state only that. */
const fireVersions: ReadonlyMap<string, string> = new Map([
  ["5", "5"],
  ["7", "6"],
  ["9", "7"],
  ["10", "8"],
  ["11", "8"],
]);

interface Exception {
  readonly code: string;
  readonly name: string;
  readonly pattern: RegExp;
  readonly version: (agent: string) => string;
}

/** Systems that pass for the one they descend from. The first that is found counts. */
const exceptions: readonly Exception[] = [
  { code: "HAR", name: "HarmonyOS", pattern: /\bHarmonyOS\b/i, version: captured(/\bHarmonyOS[ /](\d+(?:\.\d+)?)/i) },
  {
    code: "ATV",
    name: "tvOS",
    pattern: /\bApple ?TV|\btvOS\b/i,
    version: captured(/(?:\btvOS[ /]|\bAppleTV\d+,\d+\/|\bCPU OS )(\d+(?:[._]\d+)?)/i),
  },
  {
    code: "WAS",
    name: "watchOS",
    pattern: /\bwatch ?OS\b/i,
    version: captured(/\bwatch ?OS[ ,/](\d+(?:[._]\d+)?)/i),
  },
  { code: "IPA", name: "iPadOS", pattern: /\biPad/i, version: captured(/OS[ /](\d+(?:[._]\d+)?)/i) },
  {
    code: "FIR",
    name: "Fire OS",
    pattern: /^(?=.*\bAndroid\b).*\b(?:Silk\/|KF[A-Z]{2}|AFT[A-Z])/,
    version: (agent) => fireVersions.get(captured(/\bAndroid (\d+)/)(agent)) ?? "",
  },
  { code: "WOS", name: "webOS", pattern: /\bWeb0S\b/i, version: () => "" },
  // Java's servers use it as well, but those who sign in with it are apps.
  { code: "AND", name: "Android", pattern: /^okhttp\//i, version: () => "" },
];

/**
 * @param named what the library found in `agent`
 * @returns the system, its version in two parts at most; every field "" where it is unknown
 */
export function operatingSystemOf(agent: string, named: NamedSystem): OperatingSystem {
  const exception = exceptions.find(({ pattern }) => pattern.test(agent));
  if (exception !== undefined) {
    return { osCode: exception.code, osName: exception.name, osVersion: exception.version(agent) };
  }
  const key = named.name?.toLowerCase() ?? "";
  const known = desktops.get(key) ?? appliances.get(key) ?? (/\b(?:Linux|X11)\b/i.test(agent) ? linux : undefined);
  if (known === undefined) return none;
  return { osCode: known.code, osName: known.name, osVersion: versionOf(known.code, named.version ?? "") };
}

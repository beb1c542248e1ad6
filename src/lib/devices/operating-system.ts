/** The operating system behind a user agent (docs/spec/logs.md#devices). Pure. */

import { lazy } from "../lazy/lazy.ts";

export interface OperatingSystem {
  readonly osCode: string;
  readonly osName: string;
  readonly osVersion: string;
}

const none: OperatingSystem = { osCode: "", osName: "", osVersion: "" };

interface System {
  readonly code: string;
  readonly name: string;
  readonly pattern: RegExp;
  /** Its version in `agent`, in two parts at most; "" if the agent has none. Absent: agents never have its version. */
  readonly version?: (agent: string) => string;
  /** Whether a device without other hints is a desktop computer or a server. */
  readonly isDesktop?: true;
}

const captured =
  (pattern: RegExp) =>
  (agent: string): string =>
    pattern.exec(agent)?.[1]?.replace("_", ".") ?? "";

/** The versions of Fire OS by the major version of Android they are based on, which is all that agents have. */
const fireVersions: ReadonlyMap<string, string> = new Map([
  ["5", "5"],
  ["7", "6"],
  ["9", "7"],
  ["10", "8"],
  ["11", "8"],
]);

/** The releases of Windows by the version of NT, or by the name that some agents have instead. Agents may have others too. */
const windowsReleases: ReadonlyMap<string, string> = new Map([
  ["5.0", "2000"],
  ["5.1", "XP"],
  ["5.2", "XP"],
  ["6.0", "Vista"],
  ["6.1", "7"],
  ["6.2", "8"],
  ["6.3", "8.1"],
  ["6.4", "10"],
  ["10.0", "10"],
  ...["2000", "XP", "Vista", "7", "8", "8.1", "10"].map((release) => [release.toLowerCase(), release] as const),
]);

const windowsRelease = captured(/\bWindows(?: NT)?[ /](\d+(?:\.\d+)?|XP\b|Vista\b)/i);

/** A distribution, whose agents say `Name/20.04`, `Name 20.04` or the name alone. */
const desktop = (code: string, name: string, words = name): System => ({
  code,
  name,
  pattern: new RegExp(String.raw`\b(?:${words})\b`, "i"),
  version: captured(new RegExp(String.raw`\b(?:${words})[-/ ](\d+(?:\.\d+)?)`, "i")),
  isDesktop: true,
});

/** The first match counts: a system also names those that it is based on or imitates. */
const systems = lazy((): readonly System[] => [
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
  {
    code: "WPH",
    name: "Windows Phone",
    pattern: /\bWindows Phone\b/i,
    version: captured(/\bWindows Phone(?: OS)?[ /](\d+(?:\.\d+)?)/i),
  },
  {
    code: "WMO",
    name: "Windows Mobile",
    pattern: /\bWindows Mobile\b/i,
    version: captured(/\bWindows Mobile[ /](\d+(?:\.\d+)?)/i),
  },
  { code: "IPA", name: "iPadOS", pattern: /\biPad/i, version: captured(/OS[ /](\d+(?:[._]\d+)?)/i) },
  {
    code: "IOS",
    name: "iOS",
    pattern: /\biPhone|\biPod|\bCFNetwork\//i,
    version: captured(/(?<![-\w])(?:iOS[ /]|OS )(\d+(?:[._]\d+)?)/i),
  },
  { code: "XBX", name: "Xbox", pattern: /\bXbox/i },
  {
    code: "PS3",
    name: "PlayStation",
    pattern: /\bPlayStation\b/i,
    version: captured(/\bPlayStation (\d+(?:\.\d+)?)/i),
  },
  { code: "WII", name: "Nintendo", pattern: /\bNintendo\b/i },
  {
    code: "WIN",
    name: "Windows",
    pattern: /\bWindows\b|\bWin(?:32|64|9[58]|NT)/i,
    version: (agent) => windowsReleases.get(windowsRelease(agent).toLowerCase()) ?? "",
    isDesktop: true,
  },
  {
    code: "MAC",
    name: "Mac",
    pattern: /(?<!\blike )\bMac OS X\b|\bMacintosh\b|\bMac_PowerPC\b/i,
    version: captured(/\bMac OS X (\d+(?:[._]\d+)?)/i),
    isDesktop: true,
  },
  { code: "SAF", name: "Sailfish OS", pattern: /\bSailfish\b/i, version: captured(/\bSailfish[-/ ](\d+(?:\.\d+)?)/i) },
  {
    code: "FIR",
    name: "Fire OS",
    pattern: /^(?=.*\bAndroid\b).*\b(?:Silk\/|KF[A-Z]{2}|AFT[A-Z])/,
    version: (agent) => fireVersions.get(captured(/\bAndroid (\d+)/)(agent)) ?? "",
  },
  { code: "AND", name: "Android", pattern: /\bAndroid/i, version: captured(/\bAndroid[-/ ](\d+(?:\.\d+)?)/i) },
  // Java servers use okhttp as well, but the clients that sign in with it are apps.
  { code: "AND", name: "Android", pattern: /^okhttp\//i },
  { code: "KOS", name: "KaiOS", pattern: /\bKAIOS\b/i, version: captured(/\bKAIOS[/ ](\d+(?:\.\d+)?)/i) },
  { code: "TIZ", name: "Tizen", pattern: /\bTizen\b/i, version: captured(/\bTizen[/ ](\d+(?:\.\d+)?)/i) },
  {
    code: "COS",
    name: "Chrome OS",
    pattern: /\bCrOS\b/i,
    version: captured(/\bCrOS \w+ (\d+(?:\.\d+)?)/i),
    isDesktop: true,
  },
  {
    code: "WOS",
    name: "webOS",
    pattern: /\b(?:Web[0O]S|hpwOS)\b/i,
    version: captured(/\b(?:webOS|hpwOS)[-/ ](\d+(?:\.\d+)?)/i),
  },
  {
    code: "BLB",
    name: "BlackBerry OS",
    pattern: /\bBlackBerry|\(BB10;/i,
    version: captured(/(?:\(BB(?=10;)|\bBlackBerry\w*\/)(\d+(?:\.\d+)?)/i),
  },
  {
    code: "FOS",
    name: "Firefox OS",
    pattern: /^Mozilla\/[\d.]+ \((?:Mobile|Tablet|TV)(?:; [\w ]+)?; rv:/i,
    version: captured(/\bGecko\/(\d+(?:\.\d+)?)/i),
  },
  {
    code: "SYM",
    name: "Symbian",
    pattern: /\bSymbian|\bSymbOS\b|\bSeries60\b|\bS60;/i,
    version: captured(/\b(?:Symbian ?OS|SymbOS|Series60)[-/ ](\d+(?:\.\d+)?)/i),
  },
  desktop("MIN", "Mint", "Linux Mint|Mint(?=/)"),
  desktop("UBT", "Ubuntu"),
  desktop("KBT", "Kubuntu"),
  desktop("XBT", "Xubuntu"),
  desktop("LBT", "Lubuntu"),
  desktop("DEB", "Debian"),
  desktop("RAS", "Raspbian"),
  desktop("FED", "Fedora"),
  desktop("RHT", "Red Hat", "Red ?Hat"),
  desktop("CES", "CentOS"),
  desktop("ARL", "Arch Linux"),
  desktop("SSE", "SUSE", "(?:open)?SUSE"),
  desktop("GNT", "Gentoo"),
  desktop("SLW", "Slackware"),
  desktop("MAG", "Mageia"),
  desktop("MDR", "Mandriva"),
  desktop("BSD", "FreeBSD"),
  desktop("NBS", "NetBSD"),
  desktop("OBS", "OpenBSD"),
  desktop("SOS", "Solaris", "SunOS|Solaris"),
  // The text after `Linux` is a processor or the kernel's version, not the system's.
  { code: "LIN", name: "GNU/Linux", pattern: /\b(?:Linux|X11)\b/i, isDesktop: true },
]);

const desktopCodes = lazy(
  (): ReadonlySet<string> =>
    new Set(
      systems()
        .filter(({ isDesktop }) => isDesktop)
        .map(({ code }) => code),
    ),
);

/** @returns whether a device with the system of this code and without other hints is a desktop */
export const isDesktopCode = (osCode: string): boolean => desktopCodes().has(osCode);

/** @returns the system that `agent` names, its version in two parts at most; every field "" if it is unknown */
export function operatingSystemOf(agent: string): OperatingSystem {
  const system = systems().find(({ pattern }) => pattern.test(agent));
  if (system === undefined) return none;
  return { osCode: system.code, osName: system.name, osVersion: system.version?.(agent) ?? "" };
}

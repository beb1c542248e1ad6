/** The machine behind a user agent: kind, brand and model (docs/spec/logs.md#devices). Pure. */
import { brandOf, isTabletModel } from "./brands.ts";
import { isDesktopCode } from "./operating-system.ts";

export interface Hardware {
  readonly deviceName: string;
  readonly deviceBrand: string;
  readonly deviceModel: string;
}

const none: Hardware = { deviceName: "", deviceBrand: "", deviceModel: "" };

const hardware = (deviceName: string, deviceBrand: string, deviceModel: string): Hardware => ({
  deviceName,
  deviceBrand,
  deviceModel,
});

/** Matches parts of an Android agent's comment that are not a model. `K` stands for any model in browsers that hide it. */
const isNoModel = (token: string): boolean =>
  /^(?:U|K|wv|Mobile|Tablet|rv:.*|.*\/.*|Harmony.*|HMSCore.*|[a-z]{2}(?:[-_][A-Za-z]{2})?|)$/.test(token);

/** The comment may contain one more level of parentheses: `moto g(7) power`. */
const comment = /\(([^()]*(?:\([^()]*\)[^()]*)*)\)/;

/** The model after `Android` in the first comment; undefined: the comment does not name Android. */
function androidModelOf(agent: string): string | undefined {
  const tokens = (comment.exec(agent)?.[1] ?? "").split(";").map((token) => token.trim());
  const android = tokens.findIndex((token) => /^Android\b/i.test(token));
  if (android === -1) return undefined;
  const candidates = tokens.slice(android + 1).map((token) => token.replace(/(?:^| )Build\/.*$/, ""));
  return candidates.find((token) => !isNoModel(token)) ?? "";
}

const withoutBrand = (model: string, brand: string): string =>
  model.toLowerCase().startsWith(`${brand.toLowerCase()} `) ? model.slice(brand.length + 1) : model;

/** A phone of a known brand may omit `Mobile`, as apps do. A tablet of a known model may have it. */
function androidKindOf(agent: string, model: string, brand: string): string {
  if (isTabletModel(model)) return "tablet";
  return brand !== "" || /Mobi|Opera Mini/i.test(agent) ? "smartphone" : "tablet";
}

function androidOf(agent: string): Hardware {
  const model = androidModelOf(agent);
  if (model === undefined) return none;
  const brand = brandOf(model);
  return hardware(androidKindOf(agent, model, brand), brand, withoutBrand(model, brand));
}

function appleMobileOf(agent: string): Hardware {
  if (/\biPod/i.test(agent)) return hardware("portable media player", "Apple", "iPod");
  return /\biPhone/i.test(agent) ? hardware("smartphone", "Apple", "iPhone") : none;
}

/** The model in an Amazon agent; "" for none. */
const amazonModelOf = (agent: string): string => /\b(?:KF|AFT)[A-Z]+\d*\b/.exec(agent)?.[0] ?? "";

const isTelevision = (agent: string, osCode: string): boolean =>
  osCode === "WOS" ||
  (osCode === "FIR" && amazonModelOf(agent).startsWith("AFT")) ||
  /\b(?:Smart[- ]?TV|HbbTV|Google ?TV|Android TV|Opera TV|BRAVIA|NetCast|VIERA|AQUOS|MiTV|CrKey)\b|\bRoku/i.test(agent);

/** The names of television makers in agents. */
const televisionBrands: readonly (readonly [brand: string, pattern: RegExp])[] = [
  ["Amazon", /\bAFT[A-Z]/],
  ["Google", /\bCrKey\b/i],
  ["LG", /\bNetCast\b|\bLGE?\b/i],
  ["Panasonic", /\bPanasonic\b|\bVIERA\b/i],
  ["Roku", /\bRoku/i],
  ["Samsung", /\bSamsung|\bMaple\b/i],
  ["Sharp", /\bAQUOS\b/i],
  ["Sony", /\bBRAVIA\b|\bSony\b/i],
  ["Xiaomi", /\bMiTV\b/i],
];

function televisionOf(agent: string): Hardware {
  const brand = televisionBrands.find(([, pattern]) => pattern.test(agent))?.[0] ?? "";
  return hardware("tv", brand, androidModelOf(agent) ?? "");
}

/** The brands of games consoles, with the pattern of their model in an agent. */
const consoles: readonly (readonly [brand: string, model: RegExp])[] = [
  ["Microsoft", /\bXbox(?:; *(Xbox[\w ]*))?/i],
  ["Nintendo", /\bNintendo (\w+)/i],
  ["Sony", /\b(PlayStation (?:\d|Portable|Vita))/i],
];

function consoleOf(agent: string): Hardware | undefined {
  for (const [brand, pattern] of consoles) {
    const found = pattern.exec(agent);
    if (found !== null) return hardware("console", brand, found[1] ?? "");
  }
  return undefined;
}

/** `Microsoft; Lumia 950`. */
function windowsPhoneOf(agent: string): Hardware {
  const [, brand = "Microsoft", model = ""] = /\b(Nokia|Microsoft|HTC|Samsung|Huawei|LG); *([^;)]+)/i.exec(agent) ?? [];
  return hardware("smartphone", brandOf(brand), model);
}

const blackBerryModelOf = (agent: string): string => /(?:\(BB10; |\bBlackBerry ?)(\w+)/i.exec(agent)?.[1] ?? "";

/**
 * @param osCode the code of the agent's operating system
 * @returns the machine; every field "" where it is unknown
 */
export function hardwareOf(agent: string, osCode: string): Hardware {
  const console = consoleOf(agent);
  if (console !== undefined) return console;
  if (osCode === "ATV") return hardware("tv", "Apple", "Apple TV");
  if (isTelevision(agent, osCode)) return televisionOf(agent);
  if (osCode === "IPA") return hardware("tablet", "Apple", "iPad");
  if (osCode === "IOS") return appleMobileOf(agent);
  if (osCode === "WAS") return hardware("wearable", "Apple", "Apple Watch");
  if (osCode === "FIR" || /\bKindle\b|\bSilk\//.test(agent)) {
    return hardware("tablet", "Amazon", amazonModelOf(agent));
  }
  if (osCode === "AND" || osCode === "HAR") return androidOf(agent);
  if (osCode === "WPH") return windowsPhoneOf(agent);
  if (osCode === "BLB") return hardware("smartphone", "BlackBerry", blackBerryModelOf(agent));
  return isDesktopCode(osCode) ? hardware("desktop", osCode === "MAC" ? "Apple" : "", "") : none;
}

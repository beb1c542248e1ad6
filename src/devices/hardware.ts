/** The machine behind a user agent: kind, brand and model (docs/spec/logs.md#devices). Pure. */
import { isDesktopCode } from "./operating-system.ts";

export interface Hardware {
  readonly deviceName: string;
  readonly deviceBrand: string;
  readonly deviceModel: string;
}

/** What the library calls a device. */
export interface NamedDevice {
  readonly type: string | undefined;
  readonly vendor: string | undefined;
  readonly model: string | undefined;
}

const none: Hardware = { deviceName: "", deviceBrand: "", deviceModel: "" };

const hardware = (deviceName: string, deviceBrand: string, deviceModel: string): Hardware => ({
  deviceName,
  deviceBrand,
  deviceModel,
});

/** Brands that the library takes from the agent, in whatever case they stand there. */
const spellings: ReadonlyMap<string, string> = new Map(
  [
    ..."Acer Alcatel Apple Asus BlackBerry Dell HP HTC Infinix Lenovo Meizu Microsoft Motorola Nintendo".split(" "),
    ..."OPPO Panasonic Samsung Sony Tecno Vodafone ZTE".split(" "),
  ].map((brand) => [brand.toLowerCase(), brand]),
);

function brandOf({ vendor = "" }: NamedDevice): string {
  return vendor === "Generic" ? "" : (spellings.get(vendor.toLowerCase()) ?? vendor);
}

/** What stands in an Android agent's comment besides the model; `K` is every model of a browser that hides it. */
const isNoModel = (token: string): boolean =>
  /^(?:U|K|wv|Mobile|Tablet|rv:.*|.*\/.*|Harmony.*|HMSCore.*|[a-z]{2}(?:[-_][A-Za-z]{2})?|)$/.test(token);

/** The comment may hold one level of parentheses more: `moto g(7) power`. */
const comment = /\(([^()]*(?:\([^()]*\)[^()]*)*)\)/;

/** The model that stands after Android in the first comment; undefined: Android does not stand there. */
function androidModelOf(agent: string): string | undefined {
  const tokens = (comment.exec(agent)?.[1] ?? "").split(";").map((token) => token.trim());
  const android = tokens.findIndex((token) => /^Android\b/i.test(token));
  if (android === -1) return undefined;
  const candidates = tokens.slice(android + 1).map((token) => token.replace(/(?:^| )Build\/.*$/, ""));
  return candidates.find((token) => !isNoModel(token)) ?? "";
}

const withoutBrand = (model: string, brand: string): string =>
  model.toLowerCase().startsWith(`${brand.toLowerCase()} `) ? model.slice(brand.length + 1) : model;

/** The library knows the kind by the model. Without a brand it has guessed by a rule that misses some phones. */
function androidKindOf(agent: string, named: NamedDevice): string {
  if (named.vendor !== undefined && named.type === "tablet") return "tablet";
  if (named.vendor !== undefined && named.type === "mobile") return "smartphone";
  return /Mobi|Opera Mini/i.test(agent) ? "smartphone" : "tablet";
}

function androidOf(agent: string, named: NamedDevice): Hardware {
  const model = androidModelOf(agent);
  if (model === undefined) return none;
  const brand = /^(?:Pixel|Nexus)\b/i.test(model) ? "Google" : brandOf(named);
  return hardware(androidKindOf(agent, named), brand, withoutBrand(model, brand));
}

function appleMobileOf(agent: string): Hardware {
  if (/\biPod/i.test(agent)) return hardware("portable media player", "Apple", "iPod");
  return /\biPhone/i.test(agent) ? hardware("smartphone", "Apple", "iPhone") : none;
}

const isTelevision = (agent: string, osCode: string, named: NamedDevice): boolean =>
  named.type === "smarttv" ||
  osCode === "WOS" ||
  /\b(?:Smart[- ]?TV|HbbTV|Google ?TV|Android TV|BRAVIA|NetCast)\b/i.test(agent);

/** The models that Amazon names so; "" for none. */
const amazonModelOf = (agent: string): string => /\b(?:KF|AFT)[A-Z]+\d*\b/.exec(agent)?.[0] ?? "";

function televisionOf(agent: string, named: NamedDevice): Hardware {
  const brand = brandOf(named);
  return hardware("tv", brand, brand === "Amazon" ? amazonModelOf(agent) : (named.model ?? ""));
}

/**
 * @param osCode the code of the agent's operating system
 * @param named what the library found in `agent`
 * @returns the machine; every field "" where it is unknown
 */
export function hardwareOf(agent: string, osCode: string, named: NamedDevice): Hardware {
  if (named.type === "console") return hardware("console", brandOf(named), named.model ?? "");
  if (osCode === "ATV") return hardware("tv", "Apple", "Apple TV");
  if (isTelevision(agent, osCode, named)) return televisionOf(agent, named);
  if (osCode === "IPA") return hardware("tablet", "Apple", "iPad");
  if (osCode === "IOS") return appleMobileOf(agent);
  if (osCode === "WAS") return hardware("wearable", "Apple", "Apple Watch");
  if (osCode === "FIR" || /\bKindle\b|\bSilk\//.test(agent)) {
    return hardware("tablet", "Amazon", amazonModelOf(agent));
  }
  if (osCode === "AND" || osCode === "HAR") return androidOf(agent, named);
  if (osCode === "WPH") return hardware("smartphone", brandOf(named) || "Microsoft", named.model ?? "");
  if (osCode === "BLB") return hardware("smartphone", "BlackBerry", named.model ?? "");
  return isDesktopCode(osCode) ? hardware("desktop", osCode === "MAC" ? "Apple" : "", "") : none;
}

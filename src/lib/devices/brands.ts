/** The maker of a phone or tablet, by the model in its user agent. Pure. */

/** Brands with which a model begins, in any case. */
const named: ReadonlyMap<string, string> = new Map(
  [
    ..."Acer Alcatel Archos Asus BlackBerry Blackview Dell Doogee Fairphone Google Honor HP HTC Huawei Infinix".split(
      " ",
    ),
    ..."Lenovo LG Meizu Micromax Microsoft Motorola Nokia Nothing Nubia OnePlus OPPO Oukitel Panasonic Realme".split(
      " ",
    ),
    ..."Samsung Sharp Sony TCL Tecno Ulefone Umidigi Vivo Vodafone Wiko Xiaomi ZTE".split(" "),
  ].map((brand) => [brand.toLowerCase(), brand]),
);

/** The patterns of makers' model numbers and names. The first match counts. */
const numbered: readonly (readonly [brand: string, pattern: RegExp])[] = [
  ["Google", /^(?:Pixel|Nexus)\b/i],
  ["Samsung", /^(?:SM|GT|SGH|SCH|SHV|SPH)-/i],
  ["Xiaomi", /^(?:Redmi|Mi|Mix|Poco)\b|^M2\d{3}[A-Z]|^2[0-9]{3,7}[A-Z]/i],
  ["OPPO", /^CPH\d{4}\b|^P[A-Z]{3}\d0\b/],
  ["Realme", /^RMX\d{4}\b/],
  ["OnePlus", /^(?:AC20|BE20|DN21|GM19|HD19|IN20|KB20|LE21|NE22)\d\d\b/],
  ["Vivo", /^V[12]\d{3}[A-Z]*\b/],
  ["Huawei", /^[A-Z]{3}\d?-[A-Z]{1,2}\d{1,2}[A-Z]?\b|^(?:MediaPad|MatePad)\b/],
  ["Motorola", /^(?:moto\b|XT\d{3,4}\b)/i],
  ["LG", /^L[GM]-|^LGE?\b/],
  ["Sony", /^(?:XQ-[A-Z]{2}\d\d|SO-\d\d[A-Z]|SOV\d\d|SOG\d\d|SGP\d{3}|[C-H]\d{4}|Xperia)\b/],
  ["Nokia", /^TA-1\d{3}\b/],
  ["Asus", /^Z[BCES]\d{3}[A-Z]{2}\b|^Zenfone\b/i],
  ["Lenovo", /^(?:TB-?|YT-?)[\dXJ]|^IdeaTab\b/],
  ["Fairphone", /^FP\d\b/],
  ["Nothing", /^A(?:063|065|142)\b/],
  ["BlackBerry", /^(?:BB[A-F]|STV|STH)100-/],
  ["Sharp", /^SHV\d\d\b|^SH-\d\d[A-Z]\b/],
  ["Zebra", /^(?:EC30|ET5\d|TC[2-8]\d[A-Z]?)\b/],
  ["ZTE", /^NX\d{3}J\b/],
  ["Ulefone", /^(?:Power )?Armor\b/i],
  ["Microsoft", /^Surface Duo\b/],
];

/** @returns the brand of `model`; "" if it is unknown */
export function brandOf(model: string): string {
  const [word = ""] = model.split(/[ _-]/, 1);
  return named.get(word.toLowerCase()) ?? numbered.find(([, pattern]) => pattern.test(model))?.[0] ?? "";
}

/** Models named tablets, and series of tablets. Huawei's models with these endings have no mobile network. */
const tablet =
  /\b(?:Tab|Tablet|(?:Media|Mate)?Pad)\b|\bSM-[PTX]\d|^GT-P\d|^Nexus (?:7|9|10)\b|^Pixel C\b|^(?:Lenovo )?(?:TB-?|YT-?)[\dXJ]|^[A-Z]{3}\d?-W\d\d\b|^ET5\d\b|^SGP\d{3}\b/i;

/** @returns whether `model` is known to be a tablet */
export const isTabletModel = (model: string): boolean => tablet.test(model);

/** Finds secrets in text, in any encoding. Pure. */

/** A text, and where it was found. */
export interface Text {
  readonly place: string;
  readonly text: string;
}

/** Bytes, each as one character, so that texts of any kind can be compared. */
const latin1 = (bytes: Uint8Array): string => Buffer.from(bytes).toString("latin1");

/** The depth of repeated decoding: a session's value is base64 of JSON, whose secret is hex. */
const depthMax = 3;

/** A text, and every decoding of its hex, base64 and base64url parts, at any offset. */
function* readings(text: string, depth = 0): Generator<string> {
  yield text;
  if (depth === depthMax) return;
  for (const [digits] of text.matchAll(/[0-9a-f]{8,}/gi)) {
    for (const start of [0, 1]) yield* readings(latin1(Buffer.from(digits.slice(start), "hex")), depth + 1);
  }
  for (const [run] of text.matchAll(/[\w+/-]{8,}/g)) {
    for (const start of [0, 1, 2, 3]) yield* readings(latin1(Buffer.from(run.slice(start), "base64")), depth + 1);
  }
}

/** From this length on, a part of a secret counts as a leak too. */
const longLength = 48;
const partLength = 24;

/** Below this length a secret is searched as a whole word: equal hex digits occur by chance everywhere. */
const shortLength = 8;

/** Whether a reading holds the secret, its bytes, or a part of either. */
function traceOf(secret: string): (reading: string) => boolean {
  const spelt = latin1(Buffer.from(secret));
  if (secret.length < shortLength) {
    const word = new RegExp(`(?<![0-9a-z])${spelt}(?![0-9a-z])`, "i");
    return (reading) => word.test(reading);
  }
  const forms = /^(?:[0-9a-f]{2})+$/i.test(secret) ? [spelt, latin1(Buffer.from(secret, "hex"))] : [spelt];
  const parts = forms.flatMap((form) =>
    form.length < longLength ? [form] : [form.slice(0, partLength), form.slice(-partLength)],
  );
  return (reading) => parts.some((part) => reading.includes(part));
}

/** Searches texts for secrets. @param secrets by name @returns the findings: `<secret> in <place>`, each once */
export function findTraces(texts: readonly Text[], secrets: ReadonlyMap<string, string>): readonly string[] {
  const traces = [...secrets].map(([name, secret]) => ({ name, isIn: traceOf(secret) }));
  const found = new Set<string>();
  for (const { place, text } of texts) {
    for (const reading of readings(latin1(Buffer.from(text)))) {
      for (const { isIn, name } of traces) if (isIn(reading)) found.add(`${name} in ${place}`);
    }
  }
  return [...found];
}

/** The searched encodings of a secret. */
export const spellings: Readonly<Record<string, (secret: string) => string>> = {
  plain: (secret) => secret,
  "in hex": (secret) => Buffer.from(secret).toString("hex"),
  "in upper-case hex": (secret) => Buffer.from(secret).toString("hex").toUpperCase(),
  "in base64": (secret) => Buffer.from(secret).toString("base64"),
  "in base64url": (secret) => Buffer.from(secret).toString("base64url"),
  "in base64, in the middle of more": (secret) => Buffer.from(`{"secret":"${secret}","more":1}`).toString("base64"),
  "in base64 of base64": (secret) => btoa(Buffer.from(secret).toString("base64")),
};

/** The receivers of docs/webhooks.md, each run by its interpreter on requests that the Worker has signed. */
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { secretText, standardHeaders } from "../../src/lib/delivery/sign.ts";
import { webhookRequest } from "../../src/lib/delivery/webhook.ts";

const page = readFileSync(join(import.meta.dirname, "../../docs/webhooks.md"), "utf8");
const folder = mkdtempSync(join(tmpdir(), "rollcall-receivers-"));
afterAll(() => rmSync(folder, { recursive: true }));

/** The code that the page shows in a language. */
function shown(language: string): string {
  const code = new RegExp(`\`\`\`${language}\\n(.*?)\`\`\``, "s").exec(page)?.[1];
  if (code === undefined) throw new Error(`docs/webhooks.md shows no ${language}.`);
  return code;
}

/** Programs that read cases from standard input, and print for each whether it is accepted. */
const programs = {
  js: {
    command: process.execPath,
    file: "receiver.mjs",
    tail: `
import { readFileSync } from "node:fs";
const cases = JSON.parse(readFileSync(0, "utf8"));
console.log(JSON.stringify(cases.map(({ secret, headers, body, now }) => isFromRollcall(secret, headers, body, now))));`,
  },
  python: {
    command: "python3",
    file: "receiver.py",
    tail: `
import json, sys
cases = json.load(sys.stdin)
print(json.dumps([is_from_rollcall(c["secret"], c["headers"], c["body"].encode(), c["now"]) for c in cases]))`,
  },
  php: {
    command: "php",
    file: "receiver.php",
    tail: `
$cases = json_decode(stream_get_contents(STDIN), true);
echo json_encode(array_map(fn ($c) => is_from_rollcall($c['secret'], $c['headers'], $c['body'], $c['now']), $cases));`,
  },
} as const;

const now = 1_793_534_400;
const body = '{"$id":"ann","name":"Grüße"}';
const [secret, other, own] = [
  secretText(new Uint8Array(32).fill(7)),
  secretText(new Uint8Array(32).fill(8)),
  "a secret of my own",
];
const signed = (secrets: readonly string[]): Readonly<Record<string, string>> =>
  standardHeaders(secrets, { id: "evt_1_x", now: now * 1_000, body });

/** A message to a user, as MESSAGES_WEBHOOK_URL gets it. */
function posted(secret: string) {
  const outgoing = { id: "m1", type: "sms", template: "otp", to: "+15550100042", text: "Grüße: 123456" } as const;
  const request = webhookRequest(
    { url: "https://app.example/", secrets: [secret], project: "rollcall" },
    outgoing,
    now * 1_000,
  );
  return { secret, headers: request.headers, body: request.body, now };
}
const [hex, message] = ["0123456789abcdef".repeat(4), posted(secret)];

const right = [
  message,
  posted(hex),
  { secret, headers: signed([secret]), body, now },
  { secret, headers: signed([other, secret]), body, now },
  { secret: own, headers: signed([own]), body, now },
  { secret, headers: signed([secret]), body, now: now + 300 },
];
const wrong = [
  { ...message, body: message.body.replace("123456", "123457") },
  { ...message, secret: hex },
  { secret, headers: signed([other]), body, now },
  { secret, headers: signed([secret]), body: `${body} `, now },
  { secret, headers: signed([secret]), body, now: now + 301 },
  { secret, headers: signed([secret]), body, now: now - 301 },
  { secret, headers: { ...signed([secret]), "webhook-id": "evt_2_x" }, body, now },
  { secret, headers: { ...signed([secret]), "webhook-timestamp": "soon" }, body, now },
  { secret, headers: { ...signed([secret]), "webhook-signature": "" }, body, now },
  { secret, headers: {}, body, now },
];

describe.each(Object.entries(programs))("The receiver in %s", (language, { command, file, tail }) => {
  test("accepts only fresh requests with a valid signature", () => {
    const path = join(folder, file);
    writeFileSync(path, shown(language) + tail);
    const { status, stderr, stdout } = spawnSync(command, [path], {
      input: JSON.stringify([...right, ...wrong]),
      encoding: "utf8",
    });
    expect(stderr).toBe("");
    expect(status).toBe(0);
    expect(JSON.parse(stdout)).toEqual([...right.map(() => true), ...wrong.map(() => false)]);
  });
});

import { parseEnv } from "node:util";
import { describe, expect, test } from "vitest";
import { completeDevVars, missingSecrets } from "../../scripts/start/dev-vars.ts";
import { parseOptions } from "../../scripts/start/options.ts";
import { fail, ok } from "../../src/errors/result.ts";

describe("options", () => {
  test.each([
    [[], {}],
    [["--port", "8799", "--persist-to", "dir"], { port: 8799, persistTo: "dir" }],
    [["--persist-to=a=b", "--port=1"], { port: 1, persistTo: "a=b" }],
    [["--port", "65535"], { port: 65_535 }],
    [["--host", "0.0.0.0"], { host: "0.0.0.0" }],
    [["--host", "::"], { host: "::" }],
    [["--host", "localhost"], {}],
    [["--run", "sweep"], { run: "sweep" }],
    [["--run", "send-messages"], { run: "send-messages" }],
  ])("%j", (args, options) => {
    const others = { port: 8787, host: "localhost", persistTo: ".wrangler/state", run: null };
    expect(parseOptions(args)).toEqual(ok({ ...others, ...options }));
  });

  test.each([
    [["--port", "0"], '--port takes a number from 1 to 65535, not "0".'],
    [["--port", "65536"], '--port takes a number from 1 to 65535, not "65536".'],
    [["--port", "0x50"], '--port takes a number from 1 to 65535, not "0x50".'],
    [["--port"], "--port takes a value."],
    [["--port="], "--port takes a value."],
    [["--persist-to"], "--persist-to takes a value."],
    [["--host", "rollcall.local"], /^--host takes an address of this machine, .*, not "rollcall\.local"\.$/],
    [["--host"], "--host takes a value."],
    [["--run", "swep"], /^--run takes sweep or .*send-messages.*, not "swep"\.$/],
    [["-p", "80"], "Unknown option -p."],
    [["8080"], 'Unknown argument "8080".'],
    [["--", "x"], 'Unknown argument "x".'],
  ])("%j is refused", (args, error) => {
    const refused = typeof error === "string" ? error : expect.stringMatching(error);
    expect(parseOptions(args)).toEqual(fail(refused));
  });
});

describe(".dev.vars", () => {
  const key = `standard_${"0".repeat(256)}`;

  test("is made when there is none, different each time", () => {
    const [one, other] = [completeDevVars(""), completeDevVars("")];
    expect(one).toMatch(/^API_KEY=standard_[0-9a-f]{256}\nSECRET_KEY=[0-9a-f]{64}\n$/);
    expect(parseEnv(other)["API_KEY"]).not.toBe(parseEnv(one)["API_KEY"]);
    expect(parseEnv(other)["SECRET_KEY"]).not.toBe(parseEnv(one)["SECRET_KEY"]);
  });

  test("stays as it is when complete", () => {
    const text = `# mine\nSECRET_KEY="x"\r\nOTHER=1\nAPI_KEY = ${key}`;
    expect(completeDevVars(text)).toBe(text);
  });

  test.each([
    ["missing", `OTHER=1\nAPI_KEY=${key}`, `OTHER=1\nAPI_KEY=${key}\n`],
    ["empty", `API_KEY=${key}\nSECRET_KEY=\nOTHER=1\n`, `API_KEY=${key}\nOTHER=1\n`],
    ["empty in quotes", `SECRET_KEY=""\nAPI_KEY=${key}\n`, `API_KEY=${key}\n`],
  ])("a secret that is %s is added", (_, text, kept) => {
    const completed = completeDevVars(text);
    expect([missingSecrets(text), missingSecrets(completed)]).toEqual([["SECRET_KEY"], []]);
    expect(completed.slice(0, kept.length)).toBe(kept);
    expect(completed.slice(kept.length)).toMatch(/^SECRET_KEY=[0-9a-f]{64}\n$/);
  });
});

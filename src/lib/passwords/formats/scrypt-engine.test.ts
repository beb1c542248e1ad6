import { scrypt as nobleScrypt } from "@noble/hashes/scrypt.js";
import { expect, test } from "vitest";
import { toUtf8 } from "../bytes.ts";
import { scrypt } from "./scrypt-engine.ts";

const passwords = ["", "appwrite", "pässwörd", "nul\0inside", "密码🔑".repeat(20)].map(toUtf8);
const salts = ["", "salt", "sälz\0", "s".repeat(128)].map(toUtf8);

test("gives the same as noble", () => {
  let turn = 0;
  for (const cpu of [2, 16, 1024]) {
    for (const blockSize of [1, 2, 8, 13]) {
      for (const parallel of [1, 3]) {
        for (const outputBytes of [16, 31, 64, 128]) {
          turn += 1;
          const password = passwords[turn % passwords.length] ?? new Uint8Array();
          const salt = salts[turn % salts.length] ?? new Uint8Array();
          const expected = nobleScrypt(password, salt, { N: cpu, r: blockSize, p: parallel, dkLen: outputBytes });
          const parameters = { cpu, blockSize, parallel, outputBytes };
          expect(scrypt(password, { ...parameters, salt }), JSON.stringify(parameters)).toStrictEqual(expected);
        }
      }
    }
  }
});

/** md5: one unsalted digest in hexadecimal (docs/spec/passwords.md#formats). Supported only to migrate users away from it. */
import { createHash } from "node:crypto";
import { ok } from "../../../errors/result.ts";
import { equalTexts, toUtf8 } from "../bytes.ts";
import { defineFormat, refusePassword } from "../format.ts";

export const md5Format = defineFormat<string>({
  hash: "md5",
  importPath: "md5",
  operation: "createMD5User",
  parameters: {},
  options: {},
  ceilings: [],

  /** Upper case is refused because the stored text is compared unchanged, upstream too. */
  read: (encoded) =>
    /^[0-9a-f]{32}$/.test(encoded)
      ? ok(encoded)
      : refusePassword("Value must be an md5 hash of 32 lowercase hexadecimal characters."),

  matches: (password, digest) => equalTexts(createHash("md5").update(toUtf8(password)).digest("hex"), digest),
  isWeak: () => true,
});

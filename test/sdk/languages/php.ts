import { sendBy } from "./interpreter.ts";
import type { Language } from "./language.ts";

/** PHP: `total=1`, `queries%5B0%5D=…`, and `[]` for the body of a call without parameters. */
export const php: Language = {
  name: "PHP",
  format: "1.9.5",
  headers: { "x-sdk-name": "PHP", "x-sdk-platform": "server", "x-sdk-language": "php" },
  send: sendBy("php", "send.php"),
  interpreter: "php",
};

import { sendBy } from "./interpreter.ts";
import type { Language } from "./language.ts";

/** Python: `total=True`, `queries[0]=…`. */
export const python: Language = {
  name: "Python",
  format: "1.9.5",
  headers: { "x-sdk-name": "Python", "x-sdk-platform": "server", "x-sdk-language": "python" },
  send: sendBy("python3", "send.py"),
  interpreter: "python3",
};

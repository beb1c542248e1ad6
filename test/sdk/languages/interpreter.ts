/** Sends calls with a program in an SDK's language: standard input has the calls, standard output the replies. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import * as v from "valibot";
import type { Language } from "./language.ts";

const replies = v.array(v.object({ status: v.number(), type: v.string(), text: v.string() }));

/** @param script beside this file */
export const sendBy =
  (interpreter: string, script: string): Language["send"] =>
  async (calls, destination) => {
    const child = spawn(interpreter, [join(import.meta.dirname, script)], { stdio: ["pipe", "pipe", "inherit"] });
    const ended = once(child, "close");
    child.stdin.end(JSON.stringify({ calls, ...destination }));
    const output = await text(child.stdout);
    await ended;
    return v.parse(replies, JSON.parse(output));
  };

/** A word for a state. The colour repeats the meaning of the word. */
import type { Child } from "hono/jsx";

export type Tone = "good" | "bad" | "warn" | "plain";

export const Badge = ({ children, tone = "plain" }: { children: Child; tone?: Tone }) => <b class={tone}>{children}</b>;

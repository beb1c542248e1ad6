/** A word about the state of something; its colour says nothing that the word does not. */
import type { Child } from "hono/jsx";

export type Tone = "good" | "bad" | "warn" | "plain";

export const Badge = ({ children, tone = "plain" }: { children: Child; tone?: Tone }) => <b class={tone}>{children}</b>;

/** A stubbed network: no test sends anything. */
import { afterEach, beforeEach, vi } from "vitest";

/** A request that left, as its receiver gets it. */
export interface Seen {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  readonly method: string;
  readonly redirect: string;
}

type Answer = (request: Request) => Response | Promise<Response>;

export interface Network {
  /** The requests sent since the test began, in order. */
  readonly seen: Seen[];
  /** Answers requests from now on. */
  answer: (answer: Answer) => void;
}

/** Stubs the network in each test of the file: without an answer from the test, no server answers. */
export function playNetwork(): Network {
  const seen: Seen[] = [];
  let answer: Answer;
  beforeEach(() => {
    seen.length = 0;
    answer = ({ url }) => {
      throw new Error(`No server answers at ${url}.`);
    };
    vi.spyOn(globalThis, "fetch").mockImplementation(async (input, init) => {
      const request = new Request(input, init);
      const { headers, method, redirect, url } = request;
      seen.push({ url, headers: Object.fromEntries(headers), body: await request.clone().text(), method, redirect });
      return await answer(request);
    });
  });
  afterEach(() => {
    vi.mocked(globalThis.fetch).mockRestore();
  });
  return { seen, answer: (next) => (answer = next) };
}

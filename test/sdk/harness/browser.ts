/**
 * A browser that rejects cookies of other hosts, as far as the web SDK is concerned: `window`, in whose localStorage the SDK
 * then keeps a session, and the Origin of a web app.
 */
import { AsyncLocalStorage } from "node:async_hooks";
import { Client } from "appwrite";
import { createWindow, type Window } from "./window.ts";

/** The window of the browser whose code runs. Other SDKs run in Node, without one. */
const windows = new AsyncLocalStorage<Window>();
Object.defineProperty(globalThis, "window", { get: () => windows.getStore() });

/** The web SDK's client in a browser of its own, on a page of a developer's web app. */
export class BrowserClient extends Client {
  readonly #origin: string;
  readonly #window = createWindow();

  constructor(origin = "http://localhost:5173") {
    super();
    this.#origin = origin;
  }

  override call(...[method, url, headers, ...rest]: Parameters<Client["call"]>): ReturnType<Client["call"]> {
    const sent = { ...headers, origin: this.#origin };
    return windows.run(this.#window, () => super.call(method, url, sent, ...rest));
  }

  /** The SDK's replacement for cookies; null: never set. */
  get fallbackCookies(): string | null {
    return this.#window.localStorage.getItem("cookieFallback");
  }
}

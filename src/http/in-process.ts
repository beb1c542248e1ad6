/**
 * Requests that the console makes to the API without leaving the isolate. The caller is handed over beside the request, in a map
 * that only this module holds: no header and no cookie can name one.
 */
import type { KeyCaller } from "../domain/context/index.ts";

const callers = new WeakMap<Request, KeyCaller>();

/** Has a request of our own count as a key's. @returns the request */
export function callAs(caller: KeyCaller, request: Request): Request {
  callers.set(request, caller);
  return request;
}

/** The key that a request of our own was handed; undefined: the request came from outside. */
export const handedCaller = (request: Request): KeyCaller | undefined => callers.get(request);

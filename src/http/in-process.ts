/**
 * Requests that the console makes to the API without leaving the isolate. A map that only this module can reach holds the caller
 * of each request, so no header and no cookie can forge one.
 */
import type { KeyCaller } from "../domain/context/index.ts";

const callers = new WeakMap<Request, KeyCaller>();

/** Sets the key that makes an in-process request. @returns the request */
export function callAs(caller: KeyCaller, request: Request): Request {
  callers.set(request, caller);
  return request;
}

/** The key of an in-process request; undefined: the request came from outside. */
export const handedCaller = (request: Request): KeyCaller | undefined => callers.get(request);

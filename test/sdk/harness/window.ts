/** The parts of a browser's `window` that the web SDK uses. */
export interface Window {
  readonly localStorage: Pick<Storage, "getItem" | "setItem">;
  readonly console: Pick<Console, "warn">;
}

/** The window of a fresh browser; its console prints nothing. */
export function createWindow(): Window {
  const items = new Map<string, string>();
  return {
    localStorage: { getItem: (name) => items.get(name) ?? null, setItem: (name, value) => void items.set(name, value) },
    console: { warn() {} },
  };
}

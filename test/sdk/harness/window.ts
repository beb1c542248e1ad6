/** The parts of a browser's `window` that the web SDK uses. */
export interface Window {
  readonly localStorage: Pick<Storage, "getItem" | "setItem">;
  readonly console: Pick<Console, "warn">;
}

/** The window of a browser that has never been anywhere; nothing is printed to its console. */
export function createWindow(): Window {
  const items = new Map<string, string>();
  return {
    localStorage: { getItem: (name) => items.get(name) ?? null, setItem: (name, value) => void items.set(name, value) },
    console: { warn() {} },
  };
}

/** The shared clock of the Worker and the test, for tests about the passage of time. */
import { afterEach, beforeEach, vi } from "vitest";

/** The time at which every test begins: a whole second. */
export const noon = Date.UTC(2026, 10, 1, 12);

/** Stops the clock at noon in each test of the file. Timers still run. */
export function holdClock(): void {
  beforeEach(() => {
    vi.useFakeTimers({ toFake: ["Date"], now: noon });
  });
  afterEach(() => {
    vi.useRealTimers();
  });
}

/** Sets the clock to this many milliseconds past noon. */
export const setClock = (milliseconds: number): unknown => vi.setSystemTime(noon + milliseconds);

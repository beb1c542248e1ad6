/** The clock of the Worker and of the test, which is the same one, for tests about what passes with time. */
import { afterEach, beforeEach, vi } from "vitest";

/** When every test begins: a whole second. */
export const noon = Date.UTC(2026, 10, 1, 12);

/** Holds the clock at noon in each test of the file. Timers run on. */
export function holdClock(): void {
  beforeEach(() => {
    vi.useFakeTimers({ toFake: ["Date"], now: noon });
  });
  afterEach(() => {
    vi.useRealTimers();
  });
}

/** Sets the clock to so many milliseconds past noon. */
export const setClock = (milliseconds: number): unknown => vi.setSystemTime(noon + milliseconds);

/** Many requests while D1 is silent: all are answered within the deadline, and no work accumulates. */
import { afterEach, expect, test, vi } from "vitest";
import { call } from "../harness/client.ts";
import { preparedOf, serve } from "../harness/recorder.ts";

afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
});

test("200 simultaneous requests are answered at the deadline, the next thousand immediately, and all once D1 is back", async () => {
  const log = vi.spyOn(console, "error").mockImplementation(() => undefined);
  vi.useFakeTimers({ toFake: ["Date", "setTimeout", "clearTimeout"] });
  const back = Promise.withResolvers<null>();
  let [isSilent, asked, answered] = [true, 0, 0];
  const fetch = serve(
    async (statements, send) => {
      asked += 1;
      if (isSilent) await back.promise;
      return send(preparedOf(statements));
    },
    { bindings: { D1_DEADLINE_MS: "5000" }, onAnswer: () => (answered += 1) },
  );
  const send = (index: number) =>
    index % 2 === 0
      ? call("GET", "/users/nobody", { fetch })
      : call("POST", "/users", { fetch, body: { userId: `load${index}`, name: "Load" } });
  const begunAt = Date.now();
  const first = Array.from({ length: 200 }, (_, index) => send(index));
  await vi.waitFor(() => expect(asked).toBe(200), { interval: 1 });
  await vi.advanceTimersByTimeAsync(5_010);
  // The breaker is open: no request reaches D1.
  const held = asked;
  const more = Array.from({ length: 1_000 }, (_, index) => send(200 + index));
  await vi.waitFor(() => expect(answered).toBe(1_200), { interval: 1, timeout: 20_000 });
  expect(Date.now() - begunAt).toBeLessThan(6_000);
  expect(asked).toBe(held);
  // Each read was tried twice, and each write once.
  expect(held).toBeLessThanOrEqual(300);

  isSilent = false;
  back.resolve(null);
  const answers = await Promise.all([...first, ...more]);
  expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([503]));
  await vi.advanceTimersByTimeAsync(2_000);
  expect((await send(0)).status).toBe(404);
  // A late write was done once.
  expect((await call("GET", "/users/load1", { fetch })).status).toBe(200);
  expect((await call("POST", "/users", { fetch, body: { userId: "load1" } })).status).toBe(409);
  // The open breaker refused the creation of the user.
  expect((await call("GET", "/users/load201", { fetch })).status).toBe(404);
  const events = log.mock.calls.map(([line]) => (JSON.parse(String(line)) as { event: string }).event);
  expect(events.filter((event) => event === "late_commit")).toHaveLength(100);
  expect(events.filter((event) => event !== "late_commit")).toEqual(["d1_breaker_open", "d1_breaker_closed"]);
});

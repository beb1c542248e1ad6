import { expect, test } from "vitest";
import { Slots } from "./slots.ts";

/** Work that the test ends. */
function held() {
  const { promise, resolve } = Promise.withResolvers<string>();
  return { promise, end: () => resolve("done") };
}
const turn = () => new Promise<void>((resolve) => void setTimeout(resolve));

test("work begins when a slot is free, first come, first served", async () => {
  const slots = new Slots(2, 10);
  const works = [held(), held(), held(), held()];
  const begun: number[] = [];
  const all = works.map((work, index) =>
    slots.use(() => {
      begun.push(index);
      return work.promise;
    }),
  );
  await turn();
  expect(begun).toEqual([0, 1]);
  works[1]?.end();
  await turn();
  expect(begun).toEqual([0, 1, 2]);
  for (const work of works) work.end();
  expect(await Promise.all(all)).toEqual(["done", "done", "done", "done"]);
  expect(begun).toEqual([0, 1, 2, 3]);
});

test("work without a request is not counted, and failing work frees its slot", async () => {
  const slots = new Slots(1, 2);
  expect(await slots.use(() => null)).toBeNull();
  await expect(slots.use(() => Promise.reject(new Error("no")))).rejects.toThrow("no");
  expect(slots.areSpent).toBe(false);
  await slots.use(() => Promise.resolve("done"));
  expect(slots.areSpent).toBe(true);
});

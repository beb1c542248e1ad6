/** The registry of src/lib/passwords/ behind one route, and another route for the other work of a Worker. */
import { type StoredPassword, verifyPassword } from "../../src/lib/passwords/registry.ts";

/** The password to verify, and how often. */
export interface Task {
  readonly password: string;
  readonly stored: StoredPassword;
  readonly times: number;
}

/** About the size of a page of 25 users. */
const page = () => Array.from({ length: 25 }, (_, index) => ({ $id: `user-${index}`, prefs: "x".repeat(1500) }));

export default {
  /** POST: verifies, and answers the last outcome. GET: a page of JSON. */
  async fetch(request: Request): Promise<Response> {
    if (request.method === "GET") return Response.json(page());
    const { password, stored, times } = await request.json<Task>();
    let outcome = "";
    for (let time = 0; time < times; time += 1) outcome = await verifyPassword(password, stored);
    return new Response(outcome);
  },
};

import { selectUsage, toUsage, usageRanges } from "../../domain/audit/index.ts";
import { selectUserTotal, toUserTotal } from "../../domain/users/index.ts";
import { endpoint } from "../../http/endpoint.ts";
import { oneOf, optional } from "../../http/rules/index.ts";
import { usageUsers } from "../../models/usage.ts";

const [signUps, signIns] = ["users.*.create", "users.*.sessions.*.create"];

export const getUsage = endpoint({
  id: "usersGetUsage",
  summary: "Gets the number of users, and the users and sessions created per hour or per day.",
  method: "GET",
  path: "/users/usage",
  scopes: ["users.read"],
  input: { range: optional(oneOf(usageRanges), "30d") },
  status: 200,
  output: usageUsers,
  errors: [],
  async run({ range }, { db, now }) {
    const batch = db.batch();
    const total = batch.add(selectUserTotal);
    const usage = batch.add(selectUsage([signUps, signIns], range, now));
    await batch.run();
    const { rows } = usage;
    const [users, sessions] = [toUsage(rows, signUps, range, now), toUsage(rows, signIns, range, now)];
    return {
      range,
      usersTotal: toUserTotal(total.row),
      sessionsTotal: sessions.total,
      users: users.points,
      sessions: sessions.points,
    };
  },
});

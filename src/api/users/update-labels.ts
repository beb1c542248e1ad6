import { changeOfLabels, changeUser } from "../../domain/users/index.ts";
import { endpoint } from "../../http/endpoint.ts";
import { array, label, uid } from "../../http/rules/index.ts";
import { user } from "../../models/user.ts";

/** The most labels of one request, repeated ones included (docs/spec/validators.md#labels). */
const labelsMax = 1_000;

export const updateLabels = endpoint({
  id: "usersUpdateLabels",
  summary: "Replaces a user's labels. Repeated labels are kept once; an empty list removes all.",
  method: "PUT",
  path: "/users/{userId}/labels",
  scopes: ["users.write"],
  input: { userId: uid, labels: array(label, labelsMax) },
  status: 200,
  output: user,
  errors: ["user_not_found"],
  run: ({ userId, labels }, context) => changeUser(context, userId, changeOfLabels([...new Set(labels)])),
});

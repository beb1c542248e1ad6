/** Targets for tests: made and read through the API. */
import { call } from "./client.ts";
import { fresh, generatedId, date } from "./users.ts";

type Json = Readonly<Record<string, unknown>>;

/** The fields of a target with only its user, its type and its identifier. */
export const bareTarget = (userId: string, providerType: string, identifier: string): Json => ({
  $id: generatedId,
  $createdAt: date,
  $updatedAt: date,
  name: "",
  userId,
  providerId: null,
  providerType,
  identifier,
  expired: false,
});

/** Gives a user a target, a device by default. @returns its id */
export async function makeTarget(userId: string, fields: Json = {}): Promise<string> {
  const body = { targetId: fresh("target"), providerType: "push", identifier: fresh("device"), ...fields };
  const answer = await call("POST", `/users/${userId}/targets`, { body });
  if (answer.status !== 201) throw new Error(`No target was made: ${answer.text}`);
  return String(answer.body["$id"]);
}

/** A target as GET shows it. */
export async function readTarget(userId: string, targetId: string): Promise<Json> {
  const { body, status, text } = await call("GET", `/users/${userId}/targets/${targetId}`);
  if (status !== 200) throw new Error(`No target was read: ${text}`);
  return body;
}

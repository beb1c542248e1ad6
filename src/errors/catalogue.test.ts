/// <reference types="vite/client" />
import { describe, expect, test } from "vitest";
import { AppError } from "./app-error.ts";
import { catalogue, type ErrorType } from "./catalogue.ts";

/** The sources, tests aside, by path. */
const sources = import.meta.glob<string>(["../**/*.ts", "!../**/*.test.ts"], {
  query: "?raw",
  import: "default",
  eager: true,
});

test("is exactly this", () => {
  expect(Object.fromEntries(Object.entries(catalogue).map(([type, { status }]) => [type, status]))).toEqual({
    general_unknown: 500,
    general_service_unavailable: 503,
    general_argument_invalid: 400,
    general_query_invalid: 400,
    general_cursor_not_found: 400,
    database_query_order_null: 400,
    general_route_not_found: 404,
    general_unauthorized_scope: 401,
    general_bad_request: 400,
    general_rate_limit_exceeded: 429,
    general_unknown_origin: 403,
    general_resource_blocked: 403,
    key_not_found: 404,
    key_already_exists: 409,
    key_creation_denied: 403,
    router_host_not_found: 421,
    project_not_found: 404,
    project_id_missing: 403,
    project_key_expired: 401,
    user_unauthorized: 401,
    user_not_found: 404,
    user_already_exists: 409,
    user_email_already_exists: 409,
    user_phone_already_exists: 409,
    user_blocked: 403,
    user_invalid_credentials: 401,
    user_invalid_token: 401,
    user_jwt_creation_denied: 403,
    user_jwt_invalid: 401,
    user_jwt_and_cookie_set: 403,
    user_session_already_exists: 401,
    user_session_not_found: 404,
    user_target_already_exists: 409,
    team_not_found: 404,
    team_already_exists: 409,
    team_count_exceeded: 400,
    team_invite_not_found: 404,
    team_invalid_secret: 401,
    team_invite_mismatch: 401,
    team_membership_mismatch: 404,
    membership_not_found: 404,
    membership_already_confirmed: 409,
    user_auth_method_unsupported: 501,
    user_more_factors_required: 401,
    user_challenge_required: 401,
    user_authenticator_not_found: 404,
    user_authenticator_already_verified: 409,
    user_recovery_codes_not_found: 404,
    user_recovery_codes_already_exists: 409,
    user_email_already_verified: 409,
    user_phone_already_verified: 409,
    user_email_not_found: 400,
    user_phone_not_found: 400,
    user_email_not_verified: 400,
    user_phone_not_verified: 400,
    user_count_exceeded: 400,
    password_recently_used: 400,
    password_personal_data: 400,
    general_smtp_disabled: 503,
    general_phone_disabled: 503,
    document_already_exists: 409,
    general_invalid_email: 400,
    general_invalid_phone: 400,
    message_not_found: 404,
    activity_event_not_found: 404,
    webhook_not_found: 404,
    webhook_already_exists: 409,
    provider_not_found: 404,
    provider_already_exists: 409,
    provider_incorrect_type: 400,
    provider_missing_credentials: 400,
    project_provider_unsupported: 400,
    project_provider_disabled: 412,
    user_oauth2_bad_request: 400,
    user_oauth2_unauthorized: 401,
    user_oauth2_provider_error: 424,
    user_oauth2_provider_failure: 424,
    user_identity_not_found: 404,
    user_target_not_found: 404,
  } satisfies Record<ErrorType, number>);
});

test("keeps the texts that upstream's suite or its clients compare", () => {
  expect(catalogue.user_not_found.message).toBe("User with the requested ID could not be found.");
  expect(catalogue.general_unknown.message).toBe("Server Error");
});

test.each(Object.entries(catalogue))("%s has its own sentence", (type, { message }) => {
  if (type !== "general_unknown") expect(message).toMatch(/^[A-Z].{15,}\.$/);
  expect(Object.values(catalogue).filter((entry) => entry.message === message)).toHaveLength(1);
});

describe("every row is thrown somewhere", () => {
  /** Matches a throw, a failed Result, and an entry of a table whose errors a store throws. */
  const uses = (type: string) =>
    new RegExp(
      `(?:new AppError\\([^)]*|super\\(|type:|refuse:|absent:|(?:un)?verified:|taken(?: =|:)|unreachable:|untrusted:|(?:keys|providers|targets|teams|users|webhooks)_\\w+:|\\?)\\s*"${type}"`,
    );
  test.each(Object.keys(catalogue))("%s", (type) => {
    const throwers = Object.entries(sources).filter(
      ([path, text]) => !/errors\/catalogue|http\/openapi/.test(path) && uses(type).test(text),
    );
    expect(throwers.map(([path]) => path)).not.toEqual([]);
  });
});

describe("AppError", () => {
  test("carries its type's status and text", () => {
    expect(new AppError("user_not_found")).toMatchObject({
      name: "AppError",
      type: "user_not_found",
      status: 404,
      message: "User with the requested ID could not be found.",
    });
  });
  test("carries its own text instead, and its cause", () => {
    const cause = new Error("inner");
    expect(new AppError("general_argument_invalid", "Text.", { cause })).toMatchObject({
      message: "Text.",
      cause,
      status: 400,
    });
  });
});

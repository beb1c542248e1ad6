/**
 * All errors of the API: the `type` on the wire, the status and the public text (docs/spec/errors.md). A throw names
 * the key only. A text that depends on the request replaces the text below; it is never appended.
 */
interface ErrorEntry {
  readonly status: 400 | 401 | 403 | 404 | 409 | 412 | 421 | 424 | 429 | 500 | 501 | 503;
  readonly message: string;
}

const entries = {
  general_unknown: { status: 500, message: "Server Error" },
  general_service_unavailable: { status: 503, message: "The database does not answer at the moment. Try again." },
  general_argument_invalid: { status: 400, message: "The request has an invalid parameter." },
  general_query_invalid: {
    status: 400,
    message:
      "The query cannot run on this list: none of its attributes has a full-text index. Use the search parameter.",
  },
  general_cursor_not_found: { status: 400, message: "The row that the cursor names was not found." },
  database_query_order_null: {
    status: 400,
    message:
      "The row that the cursor names has no value in the attribute the list is ordered by. Order by another one.",
  },
  general_route_not_found: {
    status: 404,
    message: "The requested route was not found. Check the path and the method.",
  },
  general_unauthorized_scope: {
    status: 401,
    message: "The caller lacks the scope that this route requires.",
  },
  general_bad_request: { status: 400, message: "The request cannot be met with these values. Try another email." },
  general_rate_limit_exceeded: {
    status: 429,
    message: "Too many requests. Try again at the time in X-RateLimit-Reset.",
  },
  general_unknown_origin: {
    status: 403,
    message:
      "The origin of this request is not allowed. Add its host to ALLOWED_HOSTS, or the whole origin if it is not http or https. " +
      "A deployment lists localhost there like any other host.",
  },
  general_resource_blocked: {
    status: 403,
    message:
      "A JWT cannot show or change the account's credentials (password, email, phone, factors), or change devices if it has no session. Send a session.",
  },
  router_host_not_found: {
    status: 421,
    message: "This host is not served. Send the request to the host of PUBLIC_URL.",
  },
  project_not_found: {
    status: 404,
    message: "Project with the requested ID could not be found. Check the X-Appwrite-Project header.",
  },
  project_id_missing: {
    status: 403,
    message: "A request with an API key must name its project in the X-Appwrite-Project header.",
  },
  project_key_expired: { status: 401, message: "The API key has expired." },
  user_unauthorized: { status: 401, message: "The API key is unknown in this project." },
  key_not_found: { status: 404, message: "Key with the requested ID could not be found." },
  key_already_exists: { status: 409, message: "A key with the same id already exists." },
  key_creation_denied: { status: 403, message: "A key can only create keys within its own scopes and expiry." },
  user_not_found: { status: 404, message: "User with the requested ID could not be found." },
  user_already_exists: { status: 409, message: "A user with the same id, email, or phone already exists." },
  user_email_already_exists: { status: 409, message: "Another user already has this email." },
  user_phone_already_exists: { status: 409, message: "Another user already has this phone number." },
  user_blocked: { status: 403, message: "The user is blocked. Only the server API can unblock them." },
  user_invalid_credentials: { status: 401, message: "Invalid credentials. Check the email and password." },
  user_invalid_token: { status: 401, message: "The token is invalid, expired or already used." },
  user_jwt_invalid: { status: 401, message: "The JWT is malformed, not signed by this project, or has expired." },
  user_jwt_creation_denied: { status: 403, message: "A JWT cannot create a JWT. Send a session." },
  user_jwt_and_cookie_set: {
    status: 403,
    message: "The request carries a JWT and a valid session. Send one of them.",
  },
  user_session_already_exists: {
    status: 401,
    message: "A session is already active. Delete it before another one is created.",
  },
  user_session_not_found: { status: 404, message: "Session with the requested ID could not be found." },
  user_auth_method_unsupported: { status: 501, message: "This sign-in method is disabled in this project." },
  user_more_factors_required: {
    status: 401,
    message: "The session needs a second factor. Create a challenge and complete it.",
  },
  user_challenge_required: {
    status: 401,
    message: "This request requires a challenge completed in the last 30 minutes.",
  },
  user_authenticator_not_found: { status: 404, message: "The user has no authenticator of this type." },
  user_authenticator_already_verified: { status: 409, message: "The user's authenticator is already verified." },
  user_recovery_codes_not_found: { status: 404, message: "The user has no recovery codes." },
  user_recovery_codes_already_exists: {
    status: 409,
    message: "The user already has recovery codes. Replace them instead.",
  },
  user_email_already_verified: { status: 409, message: "The user's email is already verified." },
  user_phone_already_verified: { status: 409, message: "The user's phone number is already verified." },
  user_email_not_found: { status: 400, message: "The user has no email." },
  user_phone_not_found: { status: 400, message: "The user has no phone number." },
  user_email_not_verified: { status: 400, message: "The user's email is not verified." },
  user_phone_not_verified: { status: 400, message: "The user's phone number is not verified." },
  user_count_exceeded: { status: 400, message: "The project has reached its limit of users." },
  password_recently_used: { status: 400, message: "The password was used recently. Choose another one." },
  password_personal_data: {
    status: 400,
    message: "The password contains the user's id, name, email or phone. Choose another one.",
  },
  general_smtp_disabled: {
    status: 503,
    message: "No email delivery is configured. Enable an email provider or set MESSAGES_WEBHOOK_URL.",
  },
  general_phone_disabled: {
    status: 503,
    message: "No text message delivery is configured. Enable an SMS provider or set MESSAGES_WEBHOOK_URL.",
  },
  document_already_exists: { status: 409, message: "Another target already has this identifier." },
  general_invalid_email: { status: 400, message: "The identifier of an email target must be an email address." },
  general_invalid_phone: {
    status: 400,
    message: "The identifier of an sms target must be a phone number: a '+', a country calling code, up to 15 digits.",
  },
  team_not_found: { status: 404, message: "Team with the requested ID could not be found." },
  team_already_exists: { status: 409, message: "A team with the same id already exists." },
  team_count_exceeded: {
    status: 400,
    message: "The user has reached the limit of created teams. Delete one first.",
  },
  team_invite_not_found: { status: 404, message: "The membership or invitation was not found." },
  team_invalid_secret: { status: 401, message: "The invitation's secret is wrong or was replaced by a newer one." },
  team_invite_mismatch: { status: 401, message: "The invitation is for another user." },
  team_membership_mismatch: { status: 404, message: "The membership belongs to another team." },
  membership_not_found: { status: 404, message: "Membership with the requested ID could not be found." },
  membership_already_confirmed: { status: 409, message: "The user is already a member of the team." },
  message_not_found: { status: 404, message: "Message with the requested ID could not be found." },
  activity_event_not_found: { status: 404, message: "Event with the requested ID could not be found." },
  webhook_not_found: { status: 404, message: "Webhook with the requested ID could not be found." },
  webhook_already_exists: { status: 409, message: "A webhook with the same id already exists." },
  provider_not_found: { status: 404, message: "Provider with the requested ID could not be found." },
  provider_already_exists: { status: 409, message: "A provider with the same id already exists." },
  provider_incorrect_type: { status: 400, message: "The provider is of another type than this route expects." },
  provider_missing_credentials: {
    status: 400,
    message: "The provider cannot be enabled: a credential or the sender is missing.",
  },
  project_provider_unsupported: { status: 400, message: "Unknown OAuth2 provider." },
  project_provider_disabled: {
    status: 412,
    message: "This OAuth2 provider is not enabled in this project.",
  },
  user_oauth2_bad_request: {
    status: 400,
    message: "The sign-in was begun in another browser, has completed or has expired. Start again.",
  },
  user_oauth2_unauthorized: { status: 401, message: "The OAuth2 provider's identity could not be verified." },
  user_oauth2_provider_error: { status: 424, message: "The OAuth2 provider refused the sign-in. Start again." },
  user_oauth2_provider_failure: { status: 424, message: "The OAuth2 provider gave an unexpected response." },
  user_identity_not_found: { status: 404, message: "Identity with the requested ID could not be found." },
  user_target_not_found: { status: 404, message: "Target with the requested ID could not be found." },
  user_target_already_exists: { status: 409, message: "A target with this identifier already exists." },
} as const satisfies Record<string, ErrorEntry>;

export type ErrorType = keyof typeof entries;

export const catalogue: Readonly<Record<ErrorType, ErrorEntry>> = entries;

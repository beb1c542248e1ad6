/** The subjects of a request. */
export interface Scene {
  /**
   * The id of the user, the key, the message, the provider or the team: unused yet when the endpoint creates one, in use
   * otherwise.
   */
  readonly id: string;
  /** A session of the user: the one in the path, and the credentials of the request. */
  readonly session: { readonly id: string; readonly secret: string };
  /** The secret of a token of the user. */
  readonly token: string;
  /** The id of a device of the user. */
  readonly target: string;
  /** The id of an identity of the user. */
  readonly identity: string;
  /** The one-time password of the user's app, which is not verified yet. */
  readonly otp: string;
  /** A challenge of the custom factor that the user was set, and its code. */
  readonly challenge: { readonly id: string; readonly code: string };
  /** A membership of the team; with a secret, an invitation. */
  readonly membership: { readonly id: string; readonly userId: string; readonly secret: string };
  /** A sign-in with a provider that a browser has begun. */
  readonly flow: {
    readonly state: string;
    readonly cookie: string;
    /** The provider's code of the user. */
    readonly code: string;
  };
}

/** A scene of which nothing exists. */
export const nothing: Scene = {
  id: "nobody",
  session: { id: "nobody", secret: "" },
  token: "nothing",
  target: "nobody",
  identity: "nobody",
  otp: "000000",
  challenge: { id: "nobody", code: "000000" },
  membership: { id: "nobody", userId: "nobody", secret: "nothing" },
  flow: { state: "nothing", cookie: "", code: "nothing" },
};

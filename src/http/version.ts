/** The version of Appwrite whose API this is. SDKs warn their users when it is older than theirs. */
export const serverVersion = "1.9.6";

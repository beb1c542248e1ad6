/** The version of Appwrite's API that is served. SDKs warn their users when it is older than their own. */
export const serverVersion = "1.9.6";

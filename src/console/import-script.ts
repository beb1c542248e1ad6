/** The part of the script that sends a file of users in chunks. */
export const importScript = "";

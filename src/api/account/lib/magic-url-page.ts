/** The page that a mailed link leads to where the app gave no place of its own. */
export const magicUrlPath = "/account/magic-url";

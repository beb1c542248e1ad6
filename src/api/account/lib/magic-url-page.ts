/** The page that an emailed link leads to if the app gave no URL. */
export const magicUrlPath = "/account/magic-url";

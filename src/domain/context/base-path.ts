/** Path below which everything is served. */
export const basePath = "/v1";

/**
 * Serves instead of the Worker while its database is copied (docs/operations.md). It touches neither database nor namespace, and its
 * jobs wait for the next run.
 */
/* oxlint-disable-next-line import/no-default-export -- A Worker is the default export of its module. */
export default {
  fetch: () =>
    Response.json(
      {
        message: "The service is being moved. Try again in some minutes.",
        code: 503,
        type: "general_service_unavailable",
      },
      { status: 503, headers: { "retry-after": "300" } },
    ),
  scheduled: () => undefined,
} satisfies ExportedHandler;

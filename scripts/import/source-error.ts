/** Ends an import: the source cannot be read, or a service refuses or does not answer. The operator sees the message. */
export class SourceError extends Error {
  override readonly name = "SourceError";
}

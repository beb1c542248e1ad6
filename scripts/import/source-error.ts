/** The file, or the service that users are read from, cannot be read at all. The message goes to the operator. */
export class SourceError extends Error {
  override readonly name = "SourceError";
}

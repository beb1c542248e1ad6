/** A database: a binding of D1, or a part of one. */
export type Binding = Pick<D1Database, "prepare" | "batch">;

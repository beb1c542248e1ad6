/** Refuses requests for projects other than this deployment's (docs/spec/requests.md#project, docs/decisions/0017-upstream-differences.md#callers). */
import { AppError } from "../../errors/app-error.ts";
import type { IsExempt } from "../exemptions.ts";
import type { Step } from "./in-order.ts";
import { isRead } from "./parameters.ts";

/** `console` is upstream's own project. Here it counts as no project. */
const isNone = (id: string | undefined): boolean => id === undefined || id === "" || id === "console";

const asText = (value: unknown): string | undefined => (typeof value === "string" && value !== "" ? value : undefined);

export const project =
  (projectId: string, isExempt: IsExempt): Step =>
  (c) => {
    if (isExempt(c.req.path)) return;
    const header = asText(c.req.header("X-Appwrite-Project"));
    const query = asText(c.get("query")["project"]);
    const body = c.get("body");
    const inBody = body.ok ? asText(body.value["project"]) : undefined;
    const id = isRead(c.req.method) ? (query ?? header) : (inBody ?? header ?? query);
    if (!isNone(id) && id !== projectId) throw new AppError("project_not_found");
    // With a key only the header counts, so that a link cannot direct a key to another project.
    if (c.req.header("X-Appwrite-Key") && header !== projectId) throw new AppError("project_id_missing");
    if (isNone(id)) throw new AppError("project_not_found");
  };

/**
 * Imports users. With the script, a file of any length is sent in chunks and the page shows progress; without it, rows
 * are pasted. For imports that take longer than a browser stays open, there is `npm run import`.
 */
import { createHash } from "node:crypto";
import * as v from "valibot";
import { fail, ok } from "../../errors/result.ts";
import { action, type Form, page, pathTo, type Section, type Shown, type View } from "../page.ts";
import { Badge } from "../parts/badge.tsx";
import { ActionForm } from "../parts/form.tsx";
import { Table } from "../parts/table.tsx";

const path = "/import";

const report = v.object({
  total: v.number(),
  created: v.number(),
  exists: v.number(),
  duplicates: v.number(),
  taken: v.number(),
  invalid: v.number(),
  rows: v.array(v.object({ row: v.number(), outcome: v.string(), message: v.string() })),
});

type Report = v.InferOutput<typeof report>;

const above = [["Users", pathTo("/users")]] as const;

/** Splits pasted rows: a JSON array, or one JSON value per line. @returns the rows as lines; null: malformed JSON */
function linesOf(text: string): readonly string[] | null {
  try {
    const lines = text.trim().startsWith("[")
      ? v.parse(v.array(v.unknown()), JSON.parse(text)).map((row) => JSON.stringify(row))
      : text.split("\n").filter((line) => line.trim() !== "");
    for (const line of lines) JSON.parse(line);
    return lines;
  } catch {
    return null;
  }
}

/** The import id is a digest of the rows, so rows that are pasted twice create no user twice. */
const options = (form: Form, rows: string) => ({
  dryRun: String(form.has("dryRun")),
  emailsUnproven: String(form.has("emailsUnproven")),
  importId: createHash("sha256").update(rows).digest("hex").slice(0, 32),
});

const importRows = action({
  id: "import-rows",
  path,
  scopes: ["users.write"],
  done: "The users are imported.",
  page: path,
  async run({ api }, form) {
    const lines = linesOf(form.get("rows"));
    if (lines === null || lines.length === 0) return fail(notRows);
    const content = lines.join("\n");
    const answer = await api.fetch("POST", "/users/import", options(form, content), {
      type: "application/x-ndjson",
      content,
    });
    const body: unknown = await answer.json();
    if (!answer.ok) return fail({ status: answer.status, type: "", message: v.parse(refusal, body).message });
    return ok(outcome(v.parse(report, body), form.has("dryRun")));
  },
});

const refusal = v.object({ message: v.string() });

const notRows = {
  status: 400,
  type: "general_argument_invalid",
  message: 'Invalid `rows` param: each line must be a JSON object such as {"name": "Ada", "email": "ada@example.com"}.',
};

function outcome({ rows, ...counts }: Report, isDry: boolean): Shown {
  const body = (
    <section class="card">
      <h1>{isDry ? "Preview of the import" : "Imported"}</h1>
      <p>
        {counts.created} of {counts.total} {isDry ? "would be created" : "were created"}; {counts.exists} exist already,{" "}
        {counts.duplicates} repeat another row, {counts.taken} have an address or id of another user, {counts.invalid}{" "}
        are not valid.
      </p>
      {rows.length === 0 ? null : (
        <Table
          caption="Rows that were not created"
          rows={rows}
          columns={[
            { name: "Row", cell: ({ row }) => row },
            { name: "Outcome", cell: (row) => <Badge tone="warn">{row.outcome}</Badge> },
            { name: "Why", cell: ({ message }) => message },
          ]}
        />
      )}
      <p>
        <a href={pathTo(path)}>Import more</a> · <a href={pathTo("/users")}>Show the users</a>
      </p>
    </section>
  );
  return { title: "Import", above: [...above, ["Import", pathTo(path)]], body };
}

const choices = [
  { name: "dryRun", label: "Dry run: say what would happen, write nothing", type: "checkbox", checked: true },
  {
    name: "emailsUnproven",
    label: "Emails are only what people typed",
    type: "checkbox",
    hint: "Otherwise your key vouches for those that the file does not call verified or unverified.",
  },
] as const;

const FromFile = ({ view }: { view: View }) =>
  view.can("users.write") ? (
    <form class="stack" data-import={pathTo(path)} hidden>
      <div class="field">
        <label for="import-file">File</label>
        <input id="import-file" type="file" name="file" required accept=".ndjson,.jsonl,.json,.csv" />
        <p class="hint">
          NDJSON or a JSON array of rows, as an export has them, or CSV with the names of the fields in its first line:{" "}
          <code>name, email, phone, labels, password</code> (a hash) …
        </p>
      </div>
      {choices.map((choice) => (
        <div class="field check">
          <input
            id={`import-file-${choice.name}`}
            name={choice.name}
            type="checkbox"
            {...("checked" in choice ? { checked: true } : {})}
          />
          <label for={`import-file-${choice.name}`}>{choice.label}</label>
          {"hint" in choice ? <p class="hint">{choice.hint}</p> : null}
        </div>
      ))}
      <div class="acts">
        <button class="primary">Start</button>
        <button type="button" data-stop hidden>
          Pause
        </button>
      </div>
      <progress max="1" value="0" aria-label="Progress of the import" hidden></progress>
      <p role="status" data-said></p>
      <p hidden>
        <a class="button" data-rejects download="rejected.ndjson">
          Download the rejected rows
        </a>
      </p>
      <div data-rows></div>
    </form>
  ) : null;

const importPage = page({
  path,
  scopes: ["users.write"],
  show: (view) =>
    Promise.resolve({
      title: "Import",
      above,
      body: (
        <section class="card">
          <h1>Import users</h1>
          <p class="faint">
            With their passwords as they are hashed elsewhere. Keep this page open until it is done; sent again, a file
            creates nobody twice. For Firebase, Auth0, Supabase, Keycloak and others, and for millions of users, use{" "}
            <code>npm run import</code>.
          </p>
          <FromFile view={view} />
          <details {...(view.problem === undefined ? {} : { open: true })} data-paste>
            <summary>Paste rows</summary>
            <ActionForm
              view={view}
              action={importRows}
              submit="Import"
              tone="primary"
              fields={[
                {
                  name: "rows",
                  label: "Rows",
                  type: "textarea",
                  required: true,
                  hint: "One JSON object on each line, or an array of them, at most 1,000.",
                },
                ...choices,
              ]}
            />
          </details>
        </section>
      ),
    }),
});

export const importSection: Section = { pages: [importPage], actions: [importRows] };

/** Exports all users as a file. The file itself is served by export-route.ts. */
import { filePath } from "../export-route.ts";
import { page, pathTo, type Section } from "../page.ts";

const choices = [
  ["hashes", "With the hashes of passwords", "For a move to another service. Leave them out of files that you share."],
  ["memberships", "With memberships in teams", "Lines of JSON only."],
] as const;

const exportPage = page({
  path: "/export",
  scopes: ["users.read"],
  show: () =>
    Promise.resolve({
      title: "Export",
      above: [["Users", pathTo("/users")]],
      body: (
        <section class="card narrow">
          <h1>Export users</h1>
          <p class="faint">
            All users, at most 250,000. A download that ends with an error is not complete. For more users, and to go on
            where an export broke off, use <code>npm run export</code>.
          </p>
          <form class="stack" method="post" action={pathTo(filePath)}>
            <div class="field">
              <label for="export-format">Format</label>
              <select id="export-format" name="format">
                <option value="ndjson">Lines of JSON, which import again</option>
                <option value="csv">CSV, for spreadsheets</option>
              </select>
            </div>
            {choices.map(([name, label, hint]) => (
              <div class="field check">
                <input id={`export-${name}`} name={name} type="checkbox" aria-describedby={`export-${name}-hint`} />
                <label for={`export-${name}`}>{label}</label>
                <p class="hint" id={`export-${name}-hint`}>
                  {hint}
                </p>
              </div>
            ))}
            <button class="primary">Download</button>
          </form>
        </section>
      ),
    }),
});

export const exportSection: Section = { pages: [exportPage], actions: [] };

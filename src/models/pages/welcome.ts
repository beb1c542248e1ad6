/** The first page: which project is served here, and how a program reaches it. The same facts as JSON for programs. Pure. */
import { layout, markup } from "./layout.ts";
import { type Snippet, snippets } from "./snippets.ts";

export interface Welcome {
  /** The version of Appwrite whose API is served. */
  readonly version: string;
  readonly projectId: string;
  readonly projectName: string;
  /** The argument of an SDK's setEndpoint(). */
  readonly endpoint: string;
  readonly hasConsole: boolean;
}

/** Appwrite's documentation of its SDKs, which work unchanged. */
const documentation = "https://appwrite.io/docs/sdks";

const openApiOf = ({ endpoint }: Welcome): string => `${endpoint}/openapi.json`;

export const welcomeJson = (welcome: Welcome) => ({
  name: "Rollcall",
  version: welcome.version,
  project: welcome.projectId,
  projectName: welcome.projectName,
  endpoint: welcome.endpoint,
  openapi: openApiOf(welcome),
  documentation,
});

export const welcomePage = (welcome: Welcome): string =>
  layout({
    title: `${welcome.projectName}: Rollcall`,
    isSmall: false,
    body: markup`<h1>${welcome.projectName}</h1>
<p>Rollcall serves the users of this project: Appwrite's Users API, at the edge. Any Appwrite SDK works with this endpoint.</p>
<dl>
<dt>Endpoint</dt><dd><code>${welcome.endpoint}</code></dd>
<dt>Project</dt><dd><code>${welcome.projectId}</code></dd>
<dt>Version</dt><dd>Appwrite ${welcome.version}</dd>
</dl>
<p><a href="${openApiOf(welcome)}">OpenAPI document</a> · <a href="${documentation}">Documentation of the SDKs</a>${welcome.hasConsole ? markup` · <a href="/console">Console</a>` : null}</p>
<h2>Connect</h2>
<p class="faint">An API key is for servers and terminals. Apps in people's hands have none.</p>
${snippets(welcome).map(snippetOf)}
<p class="faint note">Rollcall is independent of Appwrite. It only speaks its API.</p>`,
  });

const snippetOf = ({ code, language }: Snippet) =>
  markup`<details><summary>${language}</summary><pre><code>${code}</code></pre></details>`;

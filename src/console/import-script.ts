/** The part of the script that sends a file of users in chunks. It runs inside of script.ts. */
export const importScript = `
const importer = one("form[data-import]");
if (importer) {
  importer.hidden = false;
  const [bar, said, table, stop] = ["progress", "[data-said]", "[data-rows]", "[data-stop]"].map((s) => one(s, importer));
  const start = one("button.primary", importer);
  const link = one("[data-rejects]", importer);
  const counts = ["created", "exists", "duplicates", "taken", "invalid"];
  const utf8 = new TextEncoder();
  let state = null;

  // CSV of RFC 4180: quoted fields may contain commas, quotes and line breaks.
  function* csvRows(text) {
    let row = [], field = "", quoted = false;
    for (let i = 0; i < text.length; i++) {
      const c = text[i];
      if (quoted) {
        if (c !== '"') field += c;
        else if (text[i + 1] === '"') { field += c; i++; }
        else quoted = false;
      } else if (c === '"') quoted = true;
      else if (c === "," || c === "\\n") {
        row.push(field.replace(/\\r$/, ""));
        field = "";
        if (c === "\\n") { yield row; row = []; }
      } else field += c;
    }
    if (field !== "" || row.length > 0) yield [...row, field.replace(/\\r$/, "")];
  }
  function fromCsv(text) {
    const [head = [], ...rows] = [...csvRows(text)];
    const names = head.map((name) => name.trim());
    const read = (name, value) =>
      name === "labels" ? value.split(/[ ;|]+/).filter(Boolean)
      : value === "true" || value === "false" ? value === "true"
      : /^[[{]/.test(value) ? JSON.parse(value) : value;
    return rows.filter((row) => row.some(Boolean)).map((row) =>
      JSON.stringify(Object.fromEntries(names.map((name, i) => [name, row[i] ?? ""]).filter(([, value]) => value !== "").map(([name, value]) => [name, read(name, value)]))));
  }
  // Lines of the file, each with the number of bytes read so far. A JSON array is read whole.
  async function* lines(file) {
    const head = (await file.slice(0, 64).text()).trimStart();
    if (head.startsWith("[")) return yield* JSON.parse(await file.text()).map((row) => [JSON.stringify(row), file.size]);
    if (/\\.csv$/i.test(file.name)) return yield* fromCsv((await file.text()).replace(/^\\ufeff/, "")).map((line) => [line, file.size]);
    let rest = "", read = 0;
    const reader = file.stream().pipeThrough(new TextDecoderStream()).getReader();
    for (;;) {
      const { done, value = "" } = await reader.read();
      read += value.length;
      const parts = (rest + value).split("\\n");
      rest = done ? "" : parts.pop();
      for (const part of parts) if (part.trim() !== "") yield [part, Math.min(read, file.size)];
      if (done) return;
    }
  }
  async function send(chunk, first) {
    const query = new URLSearchParams({ ...state.options, importId: state.id, first });
    for (let attempt = 1; ; attempt++) {
      const response = await fetch(importer.dataset.import + "?" + query, {
        method: "POST", headers: { "content-type": "application/x-ndjson" }, body: chunk.join("\\n"), redirect: "manual",
      }).catch(() => null);
      if (response?.ok) return response.json();
      if (response?.type === "opaqueredirect") throw new Error("You are signed out. Sign in again in another tab, then continue here.");
      if (response && response.status < 500 && response.status !== 429) throw new Error((await response.json()).message);
      if (attempt === 5) throw new Error("The server does not answer. Continue when it does: nothing is created twice.");
      await new Promise((resolve) => setTimeout(resolve, 500 * 2 ** attempt));
    }
  }
  function show(done) {
    bar.value = state.size ? state.read / state.size : 1;
    const tally = counts.map((name) => state.tally[name].toLocaleString() + " " + name).join(", ");
    said.textContent = (done ? (state.options.dryRun ? "Dry run done: " : "Done: ") : "") + state.rows.toLocaleString() + " rows: " + tally + ".";
  }
  function list() {
    if (state.rejects.length === 0) return;
    if (link.href) URL.revokeObjectURL(link.href);
    link.href = URL.createObjectURL(new Blob(state.rejects.map((row) => JSON.stringify(row) + "\\n"), { type: "application/x-ndjson" }));
    link.parentNode.hidden = false;
    const head = document.createElement("thead");
    head.innerHTML = "<tr><th scope=col>Row<th scope=col>Outcome<th scope=col>Why";
    const body = document.createElement("tbody");
    for (const { message, outcome, row } of state.rejects.slice(0, 100)) {
      for (const [i, text] of [row, outcome, message].entries()) {
        if (i === 0) body.append(document.createElement("tr"));
        body.lastChild.append(Object.assign(document.createElement("td"), { textContent: text }));
      }
    }
    const rows = document.createElement("table");
    rows.append(Object.assign(document.createElement("caption"), { textContent: "Rejected rows" }), head, body);
    table.replaceChildren(rows);
  }
  function numberOf(line) {
    try { return JSON.parse(line).row; } catch { return undefined; }
  }
  async function take(chunk, first) {
    const report = await send(chunk, first);
    for (const name of counts) state.tally[name] += report[name];
    const numbered = report.rows.length > 0 && new Map(chunk.map((line, i) => [numberOf(line) ?? first + i, line]));
    for (const reject of report.rows) {
      if (reject.outcome !== "exists") state.rejects.push({ ...reject, line: numbered.get(reject.row) });
    }
    state.rows += chunk.length;
  }
  async function run() {
    start.hidden = true;
    stop.hidden = bar.hidden = false;
    state.paused = false;
    try {
      for (;;) {
        // A chunk without an answer is sent again.
        while (state.chunk.length < 500 && state.bytes < 600000 && !state.ended) {
          const { done, value } = await state.lines.next();
          if (done) state.ended = true;
          else { state.chunk.push(value[0]); state.bytes += utf8.encode(value[0]).length; state.seen = value[1]; }
        }
        if (state.chunk.length > 0) await take(state.chunk, state.rows + 1);
        state.chunk = [];
        state.bytes = 0;
        state.read = state.seen;
        show(state.ended);
        if (state.ended || state.paused) break;
      }
    } catch (error) {
      said.textContent = error.message;
      state.paused = true;
    }
    list();
    start.hidden = false;
    start.textContent = state.ended && !state.paused ? "Start" : "Continue";
    stop.hidden = true;
  }
  const forget = () => { state = null; start.textContent = "Start"; };
  importer.addEventListener("change", forget);
  stop.addEventListener("click", () => { state.paused = true; });
  importer.addEventListener("submit", (event) => {
    event.preventDefault();
    if (!state || (state.ended && !state.paused)) {
      const file = importer.elements.file.files[0];
      const options = {};
      for (const name of ["dryRun", "emailsUnproven"]) if (importer.elements[name].checked) options[name] = "true";
      table.replaceChildren();
      link.parentNode.hidden = true;
      // The same file has the same import id.
      state = { lines: lines(file), size: file.size, options, id: "file-" + file.size.toString(36) + "-" + file.lastModified.toString(36), rows: 0, read: 0, seen: 0, chunk: [], bytes: 0, rejects: [], ended: false, paused: false, tally: Object.fromEntries(counts.map((name) => [name, 0])) };
    }
    void run();
  });
  addEventListener("beforeunload", (event) => { if (!stop.hidden) event.preventDefault(); });
}
`;

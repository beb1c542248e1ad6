/**
 * The script of the console: search while typing, keys, dates in the reader's zone, copying, and the import's progress. Every page
 * works without it. Served as text.
 */
import { importScript } from "./import-script.ts";

export const script = `"use strict";
(() => {
const all = (selector, root = document) => [...root.querySelectorAll(selector)];
const one = (selector, root = document) => root.querySelector(selector);

// Dates are sent in UTC.
const full = new Intl.DateTimeFormat(undefined, { dateStyle: "medium", timeStyle: "short" });
const day = new Intl.DateTimeFormat(undefined, { dateStyle: "medium" });
const date = new Intl.DateTimeFormat(undefined, { dateStyle: "medium", timeZone: "UTC" });
function enhance(root) {
  for (const time of all("time", root)) {
    const text = time.textContent;
    const at = new Date(time.dateTime || text);
    if (time.dateTime) time.title = at.toISOString();
    time.textContent = (!time.dateTime ? date : text.length > 10 ? full : day).format(at);
  }
  for (const button of all("[data-copy]", root)) button.hidden = false;
}

document.addEventListener("click", async (event) => {
  const button = event.target.closest?.("[data-copy]");
  if (!button) return;
  await navigator.clipboard.writeText(button.dataset.copy);
  const before = button.textContent;
  button.textContent = "Copied";
  setTimeout(() => { button.textContent = before; }, 1200);
});

// Searches a list while its form is edited: it fetches the page and replaces the results.
const form = one("form[data-instant]");
if (form) {
  let asked = null;
  let timer = 0;
  async function search() {
    asked?.abort();
    asked = new AbortController();
    const values = [...new FormData(form)].filter(([, value]) => value !== "");
    const query = new URLSearchParams(values).toString();
    const url = form.action + (query && "?" + query);
    one("#results").classList.add("busy");
    try {
      const response = await fetch(url, { signal: asked.signal, headers: { accept: "text/html" } });
      const page = new DOMParser().parseFromString(await response.text(), "text/html");
      const results = one("#results", page);
      if (!results) return location.assign(url);
      enhance(results);
      one("#results").replaceWith(results);
      history.replaceState(null, "", url);
    } catch (error) {
      if (error.name !== "AbortError") location.assign(url);
    }
  }
  const later = (ms) => { clearTimeout(timer); timer = setTimeout(search, ms); };
  form.addEventListener("input", () => later(90));
  form.addEventListener("submit", (event) => { event.preventDefault(); later(0); });
  for (const button of all("button", form)) button.hidden = true;
}

// "/" searches; arrows go through the rows of a list, whose links open with Enter.
document.addEventListener("keydown", (event) => {
  const field = one("input[type=search]");
  const isTyping = event.target.matches?.("input, textarea, select");
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.key === "/" && field && !isTyping) {
    event.preventDefault();
    field.focus();
    field.select();
    return;
  }
  if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return;
  const links = all("#results tbody tr td:first-child a");
  const at = links.indexOf(document.activeElement);
  if (links.length === 0 || (at < 0 && document.activeElement !== field)) return;
  event.preventDefault();
  const next = at + (event.key === "ArrowDown" ? 1 : -1);
  (next < 0 ? field : links[Math.min(next, links.length - 1)])?.focus();
});

enhance(document);
// On a phone the navigation is longer than the screen.
one(".rail nav [aria-current]")?.scrollIntoView({ block: "nearest", inline: "center" });
${importScript}
})();
`;

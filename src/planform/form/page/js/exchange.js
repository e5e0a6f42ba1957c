// The plan as a file, and a document as the plan: downloads, and a Markdown file chosen or dropped on the form.

import { h } from "./dom.js";
import { plainButton } from "./notices.js";

/** @import { Panel, StateEvent, View } from "./types.d.ts" */

const FORMATS = { md: "Markdown", html: "Web page", ipynb: "Notebook", json: "JSON" };
const LARGEST = 5_000_000; // bytes of a document

/** @param {View} view @returns {Panel & { take(file: File): void }} */
export function exchange(view) {
  const { state } = view;
  const result = h("div", { className: "pf-import-result", role: "status" });
  const input = h("input", { type: "file", className: "pf-hidden", accept: ".md,.markdown,.txt,text/markdown,text/plain", tabIndex: -1, "aria-hidden": "true",
    onchange: () => { const [file] = input.files ?? []; if (file) void take(file); input.value = ""; } });
  const el = h("div", { className: "pf-exchange" },
    h("div", { className: "pf-exchange-part" }, h("span", { className: "pf-label", textContent: "Download as" }),
      h("div", { className: "pf-ways" }, ...Object.entries(FORMATS).map(([format, label]) => plainButton(label, () => state.ask("export", { format }))))),
    h("div", { className: "pf-exchange-part" }, h("span", { className: "pf-label", textContent: "Fill in from a Markdown document" }),
      h("div", { className: "pf-ways" }, plainButton("Choose a file…", () => input.click()), h("span", { className: "pf-hint", textContent: "or drop it anywhere on the form" }), input)),
    result);

  /** @param {File} file */
  async function take(file) {
    if (file.size > LARGEST) { report([h("strong", { textContent: `${file.name} is too large: ` }), `${Math.round(file.size / 1e6)} MB, at most ${LARGEST / 1e6}.`]); return; }
    state.ask("import", { name: file.name, text: await file.text() });
  }
  const report = (/** @type {(string | Node)[]} */ parts) => result.replaceChildren(...parts);
  /** @param {any} m */
  function imported({ name, fields, score, unplaced, doubts }) {
    const share = score < 1 ? ` ${Math.round(score * 100)} % of its text has a field.` : "";
    const undo = fields ? [plainButton("Undo", view.undo)] : [];
    report([
      h("div", { className: "pf-import-said" }, h("span", { textContent: fields ? `Filled ${fields} ${fields === 1 ? "field" : "fields"} from ${name}.${share}` : `${name} says nothing that the form does not say already.${share}` }), ...undo),
      ...list("Has no field in this form", unplaced.map((/** @type {any} */ u) => [u.first === u.last ? `Line ${u.first}` : `Lines ${u.first}–${u.last}`, u.text])),
      ...list("Worth a look", doubts.map((/** @type {string} */ d) => ["", d]))]);
  }
  /** @param {string} title @param {[string, string][]} rows */
  const list = (title, rows) => (rows.length ? [h("details", { className: "pf-taken", open: rows.length < 6 }, h("summary", { textContent: `${title} (${rows.length})` }),
    h("ul", { className: "pf-changes" }, ...rows.map(([where, text]) => h("li", {}, where ? h("span", { className: "pf-change-name", textContent: where }) : null, h("span", { className: "pf-change pf-verbatim", dir: "auto", textContent: text })))))] : []);

  /** @param {any} m */
  function hand({ name, type, text }) {
    const url = URL.createObjectURL(new Blob([text], { type }));
    h("a", { href: url, download: name }).click();
    window.setTimeout(() => URL.revokeObjectURL(url), 10_000);
    view.say(`Downloaded ${name}`);
  }
  /** @param {StateEvent} [event] */
  function update(event) {
    if (event?.op === "file") hand(event.message);
    if (event?.op === "imported") imported(event.message);
  }
  return { el, update, take };
}

/** Let a document be dropped anywhere on the form. @param {View} view @param {(file: File) => void} take @returns {HTMLElement} what is shown while one is over it */
export function dropTarget(view, take) {
  const el = h("div", { className: "pf-drop", hidden: true }, h("div", { className: "pf-drop-text", textContent: "Drop the Markdown document to fill in the form" }));
  const files = (/** @type {DragEvent} */ e) => Boolean(e.dataTransfer?.types.includes("Files"));
  let leaving = 0;
  view.root.addEventListener("dragover", (e) => {
    if (!files(e)) return;
    e.preventDefault();
    e.stopPropagation();
    clearTimeout(leaving);
    el.hidden = false;
  });
  view.root.addEventListener("dragleave", () => { clearTimeout(leaving); leaving = window.setTimeout(() => { el.hidden = true; }, 120); });
  view.root.addEventListener("drop", (e) => {
    if (!files(e)) return;
    e.preventDefault();
    e.stopPropagation();
    el.hidden = true;
    const [file] = e.dataTransfer?.files ?? [];
    if (file) take(file);
  });
  return el;
}

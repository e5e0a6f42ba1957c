// The document beside the fields, as it would be saved. It follows the cursor: what a person is in is in view, and marked.

import { h } from "./dom.js";
import { plainly } from "./sections.js";

/** @import { Field, Panel, Place, Section, StateEvent, View } from "./types.d.ts" */

const REST = 400; // ms without a change before the document is asked for
const BLOCKS = "h1, h2, h3, h4, h5, h6, p, li, td, pre";

/** The labels of the sections that a field stands in. @param {(Section | Field)[]} items @param {string} path @returns {string[] | null} */
function labelsOf(items, path) {
  for (const item of items) {
    if (!("items" in item)) { if (item.path === path) return []; continue; }
    const below = labelsOf(item.items, path);
    if (below) return [item.label, ...below];
  }
  return null;
}

/** @param {View} view @returns {Panel} */
export function preview(view) {
  const { state } = view, page = h("div", { className: "pf-doc", tabIndex: 0, role: "document", "aria-label": "The plan as a document" });
  const el = h("div", { className: "pf-preview" }, page);
  /** Parts of the document that are shown, by what names their content. @type {Map<string, HTMLElement>} */
  let parts = new Map();
  let timer = 0, asked = false, stale = true;

  function ask() {
    if (asked || el.offsetParent === null) return; // one at a time, and none for a page too narrow to show it
    [asked, stale] = [true, false];
    state.ask("preview", { known: [...parts.keys()] });
  }
  function later() {
    stale = true;
    clearTimeout(timer);
    timer = setTimeout(ask, REST);
  }
  /** The kernel's answer: parts that this page has are only named. Their HTML is sanitised there. @param {{ parts: { name: string, html?: string }[] }} message */
  function show(message) {
    asked = false;
    if (message.parts.some((p) => p.html == null && !parts.has(p.name))) { later(); return; } // an answer to another page
    const before = parts;
    parts = new Map(message.parts.map((p) => [p.name, before.get(p.name) ?? rendered(p.html ?? "")]));
    const wanted = [...parts.values()];
    for (const old of [...page.children]) if (!wanted.includes(/** @type {HTMLElement} */ (old))) old.remove();
    wanted.forEach((part, n) => { if (page.children[n] !== part) page.insertBefore(part, page.children[n] ?? null); });
    if (stale) later();
    else follow();
  }
  /** @param {string} html */
  function rendered(html) {
    const part = h("div", { className: "pf-doc-part" });
    part.innerHTML = html;
    for (const link of part.querySelectorAll("a")) Object.assign(link, { target: "_blank", rel: "noopener noreferrer" });
    for (const box of part.querySelectorAll("input")) box.setAttribute("aria-label", box.parentElement?.textContent?.trim() || "Tick");
    for (const wide of part.querySelectorAll("pre, table")) wide.setAttribute("tabindex", "0");
    return part;
  }
  /** Where a field's value stands: below its headings, in the block that holds its text, else its label. @param {Place} place */
  function find(place) {
    const all = [...page.children], labels = labelsOf(state.schema.sections, place[0]) ?? [], field = fieldAt(place);
    let from = 0;
    for (const label of labels) {
      const n = all.findIndex((p, i) => i >= from && plainly(p.querySelector("h1, h2, h3, h4, h5, h6")?.textContent ?? "").endsWith(plainly(label))); // a document may number its headings
      if (n >= 0) from = n;
    }
    const said = [...texts(state.get(place)), field?.label ?? ""].map((t) => t.trim().split("\n")[0]).filter((t) => t.length > 1);
    const near = labels.length && from ? [all[from], ...all.slice(from + 1), ...all] : all;
    for (const text of said) for (const part of near.slice(0, text === field?.label ? 1 : undefined)) {
      const block = [...part.querySelectorAll(BLOCKS)].filter((b) => b.textContent?.includes(text)).at(-1);
      if (block) return /** @type {HTMLElement} */ (block);
    }
    return /** @type {HTMLElement | undefined} */ (all[from]);
  }
  /** @param {Place} place @returns {Field | undefined} */
  const fieldAt = (place) => place.reduce((/** @type {any} */ found, key, n) => (n === 0 ? view.parts.flatMap((p) => flat(p.node)).find((f) => f.path === key) : n % 2 ? found : found?.columns?.find((/** @type {Field} */ c) => c.key === key)), undefined);
  /** @param {Section} node @returns {Field[]} */
  const flat = (node) => node.items.flatMap((i) => ("items" in i ? flat(i) : [i]));
  /** @param {any} value @returns {string[]} */
  const texts = (value) => (typeof value === "string" ? [value] : Array.isArray(value) ? value.map((v) => (typeof v === "string" ? v : v.text)).filter((v) => typeof v === "string").slice(-1) : []);

  function follow() {
    page.querySelector(".pf-here")?.classList.remove("pf-here");
    const here = view.at && find(view.at);
    if (!here) return;
    here.classList.add("pf-here");
    const box = here.getBoundingClientRect(), frame = page.getBoundingClientRect();
    if (box.top < frame.top + 20 || box.bottom > frame.bottom - 20) page.scrollBy({ top: box.top - frame.top - frame.height / 3 });
  }
  /** @param {Event} e */
  const entered = (e) => { if (view.placeOf(/** @type {Element} */ (e.target))) follow(); };
  const room = new ResizeObserver(() => { if (stale && !asked && el.offsetParent) later(); });
  room.observe(el);
  view.root.addEventListener("focusin", entered);
  return {
    el,
    update(event) {
      if (event?.op === "preview") show(event.message);
      else if (!event || event.type !== "status") later();
    },
    stop: () => { clearTimeout(timer); room.disconnect(); view.root.removeEventListener("focusin", entered); },
  };
}

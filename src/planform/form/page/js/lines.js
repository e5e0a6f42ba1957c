// Lists and checklists, edited as lines: Enter begins the next one, Backspace in an empty one goes back, a pasted list becomes lines.

import { enter, fit, h, icon, iconButton, write } from "./dom.js";
import { draggable } from "./drag.js";
import { parseLines, parseTable } from "./paste.js";

/** @import { MakeControl, Tick } from "./types.d.ts" */
/** @typedef {{ el: HTMLElement, input: HTMLTextAreaElement, tick: HTMLInputElement | null, drop: HTMLElement }} Item */

/** @type {MakeControl} */
export function lines(field, value, edit, ids) {
  const ticks = field.kind === "checklist", noun = field.item ?? field.label;
  const el = h("ul", { className: `pf-lines${ticks ? " pf-checks" : ""}`, "data-lm-suppress-shortcuts": "true" });
  /** @type {Item[]} */
  let items = [];

  const given = (/** @type {any[]} */ v) => v.map((i) => (ticks ? { ...i } : { text: i, done: false }));
  const said = () => items.map((i) => ({ text: i.input.value.trim(), done: Boolean(i.tick?.checked) })).filter((i) => i.text || i.done);
  const shape = (/** @type {Tick[]} */ all) => (ticks ? all : all.map((i) => i.text));
  let last = JSON.stringify(value); // a new empty line is no news
  function changed() {
    name();
    const now = shape(said()), text = JSON.stringify(now);
    if (text !== last) { last = text; edit(now); }
  }

  /** @param {Partial<Tick>} [what] @returns {Item} */
  function item({ text = "", done = false } = {}) {
    const input = h("textarea", { rows: 1, className: "pf-input pf-line", dir: "auto", autocomplete: "off", "data-lm-suppress-shortcuts": "true",
      "aria-describedby": ids.message, oninput: () => { fit(input); changed(); }, onkeydown: (/** @type {KeyboardEvent} */ e) => keys(e, made),
      onpaste: (/** @type {ClipboardEvent} */ e) => paste(e, made) });
    input.value = text;
    const tick = ticks ? h("input", { type: "checkbox", className: "pf-tick", checked: done, onchange: () => { mark(made); changed(); } }) : null;
    const bin = iconButton("remove", "Remove", () => drop(made, true), { className: "pf-icon-button pf-quiet" });
    const grip = h("span", { className: "pf-grip", "aria-hidden": "true" }, icon("grip"));
    const made = { input, tick, drop: bin, el: h("li", { className: "pf-item" }, grip, tick ?? h("span", { className: "pf-bullet", "aria-hidden": "true" }), input, bin) };
    mark(made);
    return made;
  }
  const mark = (/** @type {Item} */ i) => i.el.classList.toggle("pf-done", Boolean(i.tick?.checked));

  /** Names for screen readers, and the hint in the only empty line. */
  function name() {
    items.forEach((i, n) => {
      label(i.input, `${field.label}, ${noun} ${n + 1}`);
      const hint = n === 0 ? (field.hint ?? `First ${noun}`) : "";
      if (i.input.placeholder !== hint) i.input.placeholder = hint;
      if (i.tick) label(i.tick, `Done: ${i.input.value.trim() || `${noun} ${n + 1}`}`);
      label(i.drop, `Remove ${noun} ${n + 1}`);
    });
  }
  const label = (/** @type {Element} */ e, /** @type {string} */ text) => { if (e.getAttribute("aria-label") !== text) e.setAttribute("aria-label", text); };

  /** @param {number} at @param {Partial<Tick>} [what] */
  function insert(at, what) {
    const made = item(what);
    items.splice(at, 0, made);
    el.insertBefore(made.el, el.children[at] ?? null);
    return made;
  }
  /** @param {Item} made @param {boolean} focus */
  function drop(made, focus) {
    const at = items.indexOf(made);
    items.splice(at, 1);
    made.el.remove();
    if (!items.length) insert(0);
    if (focus) enter(items[Math.max(0, at - 1)].input);
    changed();
  }
  /** @param {number} at @param {number} to */
  function place(at, to) {
    const [made] = items.splice(at, 1), caret = made.input.selectionStart;
    items.splice(to, 0, made);
    el.insertBefore(made.el, to > at ? el.children[to + 1] ?? null : el.children[to]);
    enter(made.input, caret);
    changed();
  }
  /** @param {Item} made @param {number} by */
  function move(made, by) {
    const at = items.indexOf(made), to = at + by;
    if (to >= 0 && to < items.length) place(at, to);
  }
  /** The line ends where the caret is; what stands behind it is the next one. @param {Item} made */
  function broken({ input }) {
    const at = items.findIndex((i) => i.input === input), rest = input.value.slice(input.selectionEnd);
    input.value = input.value.slice(0, input.selectionStart);
    enter(insert(at + 1, { text: rest }).input, 0);
    fit(input);
    changed();
  }
  /** At its start: an empty line goes, a line with text joins the one above. @param {Item} made */
  function joined(made) {
    const at = items.indexOf(made), above = items[at - 1];
    if (made.input.selectionStart || made.input.selectionEnd || items.length < 2) return false;
    if (!above) return made.input.value ? false : drop(made, true);
    const caret = above.input.value.length;
    above.input.value += made.input.value;
    drop(made, false);
    fit(above.input);
    enter(above.input, caret);
  }
  /** @param {KeyboardEvent} e @param {Item} made */
  function keys(e, made) {
    if (e.isComposing) return;
    const { input } = made, at = items.indexOf(made), from = input.selectionStart, to = input.selectionEnd;
    /** @type {Record<string, () => unknown>} */
    const acts = {
      Enter: () => broken(made),
      Backspace: () => joined(made),
      ArrowUp: () => (e.altKey ? move(made, -1) : from === 0 && to === 0 && at > 0 ? enter(items[at - 1].input) : false),
      ArrowDown: () => (e.altKey ? move(made, 1) : from === input.value.length && at < items.length - 1 ? enter(items[at + 1].input) : false),
    };
    const act = acts[e.key];
    if (act && !e.ctrlKey && !e.metaKey && act() !== false) { e.preventDefault(); e.stopPropagation(); }
  }
  /** @param {ClipboardEvent} e @param {Item} made */
  function paste(e, made) {
    const text = e.clipboardData?.getData("text/plain") ?? "";
    const found = parseTable(text)?.map((cells) => parseLines(cells.filter(Boolean).join(", "))[0]).filter(Boolean) ?? parseLines(text);
    if (found.length < 2) return;
    e.preventDefault();
    e.stopPropagation(); // the group that this list stands in has no part in it
    const at = items.indexOf(made), empty = !made.input.value.trim(), all = found.map((what, n) => insert(at + 1 + n, what));
    if (empty) drop(made, false);
    enter(all[all.length - 1].input);
    changed();
  }
  /** @param {any[]} v */
  function put(v) {
    last = JSON.stringify(v);
    const next = given(v), inside = items.find((i) => i.input === document.activeElement);
    if (inside && !inside.input.value.trim()) { // the line that a person has just begun is in no value yet: it stays
      const at = items.indexOf(inside);
      next.splice(at, 0, { text: "", done: Boolean(inside.tick?.checked) });
    }
    next.forEach((what, n) => {
      const made = items[n] ?? insert(n, what);
      write(made.input, what.text);
      if (made.tick && made.tick.checked !== what.done) made.tick.checked = what.done;
      mark(made);
    });
    for (const made of items.splice(Math.max(1, next.length))) made.el.remove();
    if (!items.length) insert(0);
    if (!next.length) { write(items[0].input, ""); if (items[0].tick) { items[0].tick.checked = false; mark(items[0]); } }
    name();
  }
  put(value);
  draggable(el, ".pf-grip", place);
  const add = h("button", { type: "button", className: "pf-add pf-add-line", onclick: () => {
    const last = items[items.length - 1];
    enter((last.input.value.trim() ? insert(items.length) : last).input);
    name();
  } }, icon("add"), h("span", { textContent: `Add ${noun}` }));
  return { el: h("div", { className: "pf-list" }, el, add), input: el, put, focus: () => enter(items[0].input), group: true };
}

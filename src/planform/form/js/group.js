// A group of rows: cards, or a table where the columns are few and short enough for the width. One page structure serves both.

import { focusControl, CONTROLS } from "./controls.js";
import { h, icon, iconButton, uid } from "./dom.js";
import { lines } from "./lines.js";

const WIDTH = { line: 150, prose: 260, code: 9999, list: 9999, checklist: 9999, rows: 9999, flag: 70, choice: 130, level: 130, effort: 110, number: 90 };
const SHORT = new Set(["line", "choice", "level", "effort", "number", "date", "datetime", "flag", "tokens"]);
const LONG = /^(description|details?|notes?|mitigation|contingency|what|why|reason|purpose|covers)/;
const weight = (c) => (c.kind === "line" && LONG.test(c.key) ? 1.6 : c.kind === "line" || c.kind === "prose" ? 1.2 : 1);

/** Pixels that a group needs to be a table. */
export const tableWidth = (field) => 130 + field.columns.reduce((sum, c) => sum + (WIDTH[c.kind] ?? 130) * weight(c), 0);

/** A field with its label, its control, its meaning and its message. */
export function fieldBox(field, at, view, silent = false) {
  if (field.kind === "rows") return group(field, at, view, silent);
  const ids = { input: uid(), label: uid(), said: uid(), message: uid() };
  const make = CONTROLS[field.kind] ?? (field.kind === "list" || field.kind === "checklist" ? lines : CONTROLS.line);
  const control = make(field, view.state.get(at), (v) => view.state.edit(at, v, view), ids);
  const label = h(control.group ? "span" : "label", { id: ids.label, htmlFor: control.group ? null : ids.input,
    className: `pf-label${silent ? " pf-hidden" : ""}${field.required ? " pf-required" : ""}`, textContent: field.label });
  const said = h("div", { id: ids.said, className: "pf-said" }), message = h("div", { id: ids.message, className: "pf-message" });
  const el = h("div", { className: `pf-field pf-kind-${field.kind}${control.beside ? " pf-beside" : ""}` }, label, control.el, said, message);
  if (control.group && control.input.getAttribute("role") !== "radiogroup") { el.setAttribute("role", "group"); el.setAttribute("aria-labelledby", ids.label); }
  view.register(at, { field, el, put: control.put, input: control.input, said, message, focus: () => focusControl(control) });
  return el;
}

/** A group with its rows. */
export function group(field, at, view, silent = false) {
  const { state } = view, id = uid(), noun = field.item ?? "row";
  const rows = new Map(); // row id -> { el, bar, title }
  const list = h("div", { className: "pf-rows" }), message = h("div", { className: "pf-message" });
  const heads = h("div", { className: "pf-heads", "aria-hidden": "true" }, h("span"), ...field.columns.map((c) => h("span", { textContent: c.label })), h("span"));
  const add = h("button", { type: "button", className: "pf-add", onclick: () => insert(state.get(at).length) }, icon("add"), h("span", { textContent: `Add ${noun}` }));
  const el = h("div", { className: "pf-group", role: "group", "aria-labelledby": id },
    h("div", { id, className: `pf-label pf-group-label${silent ? " pf-hidden" : ""}`, textContent: field.label }), heads, list, add, message);
  el.style.setProperty("--pf-tracks", field.columns.map((c) => `minmax(0, ${weight(c)}fr)`).join(" "));
  // in a card short columns stand in pairs; where that leaves one over, the last three share a line
  const short = field.columns.flatMap((c, i) => (SHORT.has(c.kind) ? [i] : []));
  const thirds = short.length > 2 && short.length % 2 ? short.slice(-3) : [];
  const values = () => state.get(at) ?? [];
  const index = (rowId) => values().findIndex((r) => r.id === rowId);

  function build(row) {
    const title = h("div", { className: "pf-row-title" });
    const act = (name, label, what) => iconButton(name, label, what, { tabIndex: name === "up" ? 0 : -1 });
    const bar = h("div", { className: "pf-bar", role: "toolbar" },
      act("up", "Move up", () => shift(row.id, -1, 0)), act("down", "Move down", () => shift(row.id, 1, 1)),
      act("copy", "Duplicate", () => insert(index(row.id) + 1, values()[index(row.id)])), act("remove", "Remove", () => remove(row.id)));
    bar.addEventListener("keydown", (e) => rove(e, bar));
    const cells = h("div", { className: "pf-cells" }, ...field.columns.map((c) => fieldBox(c, [...at, row.id, c.key], view)));
    thirds.forEach((i) => cells.children[i].classList.add("pf-third"));
    const box = h("div", { className: "pf-row", role: "group" }, title, cells, bar);
    box.addEventListener("keydown", (e) => {
      const by = { ArrowUp: -1, ArrowDown: 1 }[e.key];
      if (!by || !e.altKey || e.defaultPrevented || e.target.closest(".pf-row") !== box) return;
      e.preventDefault();
      shift(row.id, by);
    });
    return { el: box, bar, title };
  }
  /** One stop for Tab, arrows inside: four buttons a row would be a long way for a keyboard. */
  function rove(e, bar) {
    const buttons = [...bar.children], by = { ArrowRight: 1, ArrowLeft: -1 }[e.key];
    if (!by) return;
    e.preventDefault();
    const next = buttons[(buttons.indexOf(document.activeElement) + by + buttons.length) % buttons.length];
    for (const b of buttons) b.tabIndex = b === next ? 0 : -1;
    next.focus();
  }
  function insert(position, from) {
    const row = state.newRow(field, from);
    state.add(at, position, row);
    view.focus([...at, row.id, field.columns[0].key]);
    view.say(`${from ? "Duplicated" : "Added"} ${noun} ${position + 1} of ${values().length}`);
  }
  function remove(rowId) {
    const position = index(rowId);
    state.remove(at, rowId);
    const next = values()[Math.min(position, values().length - 1)];
    (next ? rows.get(next.id).bar.children[3] : add).focus();
    view.say(`Removed ${noun} ${position + 1}; ${values().length} left`);
  }
  function shift(rowId, by, button) {
    const to = index(rowId) + by;
    if (to < 0 || to >= values().length) return;
    const focused = document.activeElement, caret = focused?.selectionStart;
    state.move(at, rowId, to);
    (button == null ? focused : rows.get(rowId).bar.children[button])?.focus();
    if (button == null && caret != null) focused.setSelectionRange?.(caret, caret);
    view.say(`Moved to ${to + 1} of ${values().length}`);
  }
  /** Make the page's rows those of the state; an element that stays in its place is not touched. */
  function sync() {
    const wanted = values();
    for (const [rowId, r] of rows) if (!wanted.some((w) => w.id === rowId)) { r.el.remove(); rows.delete(rowId); view.forget([...at, rowId]); }
    wanted.forEach((row, n) => {
      if (!rows.has(row.id)) rows.set(row.id, build(row));
      const r = rows.get(row.id);
      if (list.children[n] !== r.el) list.insertBefore(r.el, list.children[n] ?? null);
      const name = `${noun[0].toUpperCase()}${noun.slice(1)} ${n + 1}`;
      if (r.title.dataset.n !== String(n + 1)) {
        r.title.dataset.n = n + 1;
        r.title.replaceChildren(h("span", { className: "pf-noun", textContent: `${name.slice(0, name.lastIndexOf(" "))} ` }), h("span", { className: "pf-number", textContent: n + 1 }));
        r.el.setAttribute("aria-label", name);
        r.bar.setAttribute("aria-label", `Change ${name}`);
        [`Move ${name} up`, `Move ${name} down`, `Duplicate ${name}`, `Remove ${name}`].forEach((label, i) => r.bar.children[i].setAttribute("aria-label", label));
      }
      r.bar.children[0].disabled = n === 0;
      r.bar.children[1].disabled = n === wanted.length - 1;
      const stop = [...r.bar.children].find((b) => b.tabIndex === 0 && !b.disabled) ?? [...r.bar.children].find((b) => !b.disabled);
      for (const b of r.bar.children) b.tabIndex = b === stop ? 0 : -1;
    });
    el.classList.toggle("pf-empty", !wanted.length);
  }
  sync();
  view.register(at, { field, el, message, put: () => { sync(); putBelow(); }, sync, focus: () => add.focus() });
  view.widths.push({ el, need: tableWidth(field), depth: at.length });
  function putBelow() {
    for (const row of values()) for (const c of field.columns) view.show([...at, row.id, c.key]);
  }
  return el;
}

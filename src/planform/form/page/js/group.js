// A group of rows: cards, or a table where the columns are few and short enough for the width. One page structure serves both.

import { h, icon, iconButton, uid } from "./dom.js";
import { draggable } from "./drag.js";
import { fieldBox } from "./fields.js";
import { rowsFrom } from "./paste.js";

/** @import { Change, Field, Kind, Place, Row, View } from "./types.d.ts" */
/** @typedef {{ el: HTMLElement, bar: HTMLElement, title: HTMLElement }} Built */

/** @type {Partial<Record<Kind, number>>} */
const WIDTH = { line: 150, prose: 260, code: 9999, list: 9999, checklist: 9999, rows: 9999, flag: 70, choice: 130, level: 185, effort: 110, number: 90 };
const SHORT = new Set(["line", "choice", "level", "effort", "number", "date", "datetime", "flag", "tokens"]);
const LONG = /^(description|details?|notes?|mitigation|contingency|what|why|reason|purpose|covers|risk$)/;
const weight = (/** @type {Field} */ c) => (c.kind === "line" && LONG.test(c.key) ? 1.6 : c.kind === "line" || c.kind === "prose" ? 1.2 : 1);
const BY_KEY = [" (Alt+↑)", " (Alt+↓)", "", ""]; // of a row's buttons
const columnsOf = (/** @type {Field} */ field) => field.columns ?? [];

/** Pixels that a column needs in a table: answers side by side need theirs, the rest can share. @param {Field} c */
const track = (c) => (c.kind === "level" || c.kind === "flag" ? `${WIDTH[c.kind]}px` : `minmax(0, ${weight(c)}fr)`);

/** Pixels that a group needs to be a table. @param {Field} field */
const tableWidth = (field) => 150 + columnsOf(field).reduce((sum, c) => sum + (WIDTH[c.kind] ?? 130) * (c.kind === "level" ? 1 : weight(c)), 0);

/**
 * A field of any kind.
 * @param {Field} field
 * @param {Place} at
 * @param {View} view
 * @param {boolean} [silent]
 * @returns {HTMLElement}
 */
export const anyField = (field, at, view, silent) => (field.kind === "rows" ? group(field, at, view, silent) : fieldBox(field, at, view, silent));

/**
 * A group with its rows.
 * @param {Field} field
 * @param {Place} at
 * @param {View} view
 * @param {boolean} [silent]
 */
function group(field, at, view, silent = false) {
  const { state } = view, id = uid(), noun = field.item ?? "row", columns = columnsOf(field);
  /** @type {Map<string, Built>} by the id of the row */
  const rows = new Map();
  const list = h("div", { className: "pf-rows" }), message = h("div", { className: "pf-message" });
  const heads = h("div", { className: "pf-heads", "aria-hidden": "true" }, h("span"), ...columns.map((c) => h("span", { textContent: c.label })), h("span"));
  const add = h("button", { type: "button", className: "pf-add", title: "A list or a block of a spreadsheet can be pasted here", onclick: () => insert(values().length) },
    icon("add"), h("span", { textContent: `Add ${noun}` }));
  const el = h("div", { className: "pf-group", role: "group", "aria-labelledby": id },
    h("div", { id, className: `pf-label pf-group-label${silent ? " pf-hidden" : ""}`, textContent: field.label, dir: "auto" }), heads, list, add, message);
  el.style.setProperty("--pf-tracks", columns.map(track).join(" "));
  // in a card short columns stand in pairs; where that leaves one over, the last three share a line
  const short = columns.flatMap((c, i) => (SHORT.has(c.kind) ? [i] : []));
  const first = field.role === "risk" && SHORT.has(columns[0].kind) && short.length > 2; // what may happen is a sentence
  const thirds = short.length > 2 && (short.length - Number(first)) % 2 ? short.slice(-3) : [];
  const values = () => /** @type {Row[]} */ (state.get(at) ?? []);
  const index = (/** @type {string} */ rowId) => values().findIndex((r) => r.id === rowId);
  const enterRow = (/** @type {string} */ rowId) => view.focus([...at, rowId, columns[0].key]);

  /** @param {Row} row @returns {Built} */
  function build(row) {
    const act = (/** @type {string} */ name, /** @type {() => void} */ what) => iconButton(name, "", what, { tabIndex: name === "up" ? 0 : -1 });
    const bar = h("div", { className: "pf-bar", role: "toolbar" }, act("up", () => shift(row.id, -1, 0)), act("down", () => shift(row.id, 1, 1)),
      act("copy", () => insert(index(row.id) + 1, values()[index(row.id)])), act("remove", () => remove(row.id)));
    bar.addEventListener("keydown", (e) => rove(e, bar));
    const cells = h("div", { className: "pf-cells" }, ...columns.map((c) => anyField(c, [...at, row.id, c.key], view)));
    for (const i of thirds) cells.children[i].classList.add("pf-third");
    cells.children[0].classList.toggle("pf-first", first);
    const title = h("div", { className: "pf-row-title" });
    const box = h("div", { className: "pf-row", role: "group", "data-row": row.id },
      h("span", { className: "pf-grip", "aria-hidden": "true", title: "Drag to move" }, icon("grip")), title, cells, bar);
    box.addEventListener("keydown", (e) => {
      const by = { ArrowUp: -1, ArrowDown: 1 }[e.key];
      if (!by || !e.altKey || e.defaultPrevented || /** @type {Element} */ (e.target).closest(".pf-row") !== box) return;
      e.preventDefault();
      shift(row.id, by);
    });
    return { el: box, bar, title };
  }
  /** One stop for Tab, arrows inside: four buttons a row would be a long way for a keyboard. @param {KeyboardEvent} e @param {HTMLElement} bar */
  function rove(e, bar) {
    const buttons = buttonsOf(bar).filter((b) => !b.disabled), by = { ArrowRight: 1, ArrowLeft: -1 }[e.key];
    if (!by) return;
    e.preventDefault();
    const next = buttons[(buttons.findIndex((b) => b === document.activeElement) + by + buttons.length) % buttons.length];
    for (const b of buttonsOf(bar)) b.tabIndex = b === next ? 0 : -1;
    next.focus();
  }
  /** @param {number} position @param {Row} [from] */
  function insert(position, from) {
    const row = state.newRow(field, from);
    state.add(at, position, row);
    enterRow(row.id);
    view.say(`${from ? "Duplicated" : "Added"} ${noun} ${position + 1} of ${values().length}`);
  }
  /** @param {string} rowId */
  function remove(rowId) {
    const position = index(rowId);
    state.remove(at, rowId);
    const next = values()[Math.min(position, values().length - 1)];
    (next ? buttonsOf(/** @type {Built} */ (rows.get(next.id)).bar)[3] : add).focus();
    view.say(`Removed ${noun} ${position + 1}; ${values().length} left`);
  }
  /** @param {string} rowId @param {number} by @param {number} [button] */
  function shift(rowId, by, button) {
    const to = index(rowId) + by;
    if (to >= 0 && to < values().length) place(rowId, to, button);
  }
  /** @param {string} rowId @param {number} to @param {number} [button] that was pressed, and keeps the focus */
  function place(rowId, to, button) {
    const focused = /** @type {HTMLInputElement | null} */ (document.activeElement), caret = focused?.selectionStart;
    state.move(at, rowId, to);
    (button == null ? focused : buttonsOf(/** @type {Built} */ (rows.get(rowId)).bar)[button])?.focus();
    if (button == null && caret != null) focused?.setSelectionRange?.(caret, caret);
    view.say(`Moved to ${to + 1} of ${values().length}`);
  }
  /** A pasted list or table becomes rows behind the one that the person is in; that one goes where it is empty. */
  el.addEventListener("paste", (e) => {
    const target = /** @type {Element} */ (e.target), box = target.closest(".pf-row");
    if (e.defaultPrevented || (box ? box.parentElement !== list : target !== add)) return;
    const here = box ? index(/** @type {HTMLElement} */ (box).dataset.row ?? "") : values().length - 1;
    const column = box ? columns.findIndex((c, n) => box.querySelector(":scope > .pf-cells")?.children[n]?.contains(target)) : 0;
    const found = rowsFrom(e.clipboardData, field, Math.max(0, column));
    if (!found.length) return;
    e.preventDefault();
    e.stopPropagation();
    const current = box ? values()[here] : undefined, empty = current && !columns.some((c) => c.kind !== "flag" && String(state.get([...at, current.id, c.key]) ?? "").length);
    const made = found.map((cells) => { const row = state.newRow(field); Object.assign(row.cells, cells); return row; });
    /** @type {Change[]} */
    const changes = made.map((row, n) => ({ op: "add", at, row, index: here + 1 + n }));
    if (current && empty) changes.push({ op: "remove", at, id: current.id });
    state.many(at, changes);
    enterRow(made[made.length - 1].id);
    view.say(`Pasted ${made.length} rows; ${values().length} in all`);
  });
  /** Make the page's rows those of the state; an element that stays in its place is not touched. */
  function sync() {
    const wanted = values(), ids = new Set(wanted.map((w) => w.id));
    for (const [rowId, r] of rows) if (!ids.has(rowId)) leave(rowId, r);
    wanted.forEach((row, n) => {
      const r = rows.get(row.id) ?? build(row);
      rows.set(row.id, r);
      if (list.children[n] !== r.el) list.insertBefore(r.el, list.children[n] ?? null);
      number(r, n, wanted.length);
    });
    el.classList.toggle("pf-empty", !wanted.length);
    el.classList.toggle("pf-only", wanted.length === 1);
  }
  /** A row that is gone; the focus does not fall out of the form. @param {string} rowId @param {Built} r */
  function leave(rowId, r) {
    const inside = r.el.contains(document.activeElement);
    r.el.remove();
    rows.delete(rowId);
    view.forget([...at, rowId]);
    if (inside) add.focus();
  }
  /** @param {Built} r @param {number} n @param {number} of */
  function number(r, n, of) {
    const name = `${noun[0].toUpperCase()}${noun.slice(1)} ${n + 1}`, buttons = buttonsOf(r.bar);
    if (r.title.dataset.n !== String(n + 1)) {
      r.title.dataset.n = String(n + 1);
      r.title.replaceChildren(h("span", { className: "pf-noun", textContent: name.slice(0, name.lastIndexOf(" ") + 1) }), h("span", { className: "pf-number", textContent: n + 1 }));
      r.el.setAttribute("aria-label", name);
      r.bar.setAttribute("aria-label", `Change ${name}`);
      [`Move ${name} up`, `Move ${name} down`, `Duplicate ${name}`, `Remove ${name}`].forEach((label, i) => { buttons[i].ariaLabel = label; buttons[i].title = label + BY_KEY[i]; });
    }
    const ends = [n === 0, n === of - 1];
    if (buttons[0].disabled === ends[0] && buttons[1].disabled === ends[1] && buttons.some((b) => b.tabIndex === 0 && !b.disabled)) return;
    [buttons[0].disabled, buttons[1].disabled] = ends;
    const stop = buttons.find((b) => b.tabIndex === 0 && !b.disabled) ?? buttons.find((b) => !b.disabled);
    for (const b of buttons) b.tabIndex = b === stop ? 0 : -1;
  }
  function putBelow() {
    for (const row of values()) for (const c of columns) view.show([...at, row.id, c.key]);
  }
  sync();
  draggable(list, ".pf-grip", (from, to) => place(values()[from].id, to));
  view.register(at, { field, el, message, put: () => { sync(); putBelow(); }, sync, focus: () => add.focus() });
  view.widths.push({ el, need: tableWidth(field), depth: at.length });
  return el;
}

/** @param {HTMLElement} bar */
const buttonsOf = (bar) => /** @type {HTMLButtonElement[]} */ ([...bar.children]);

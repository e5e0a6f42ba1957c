// Lists and checklists, edited as lines: Enter begins the next one, Backspace in an empty one goes back, a pasted list becomes lines.

import { enter, fit, h, icon, iconButton, write } from "./dom.js";

const MARK = /^\s*(?:[-*+•]|\d+[.)])\s+(?:\[([ xX])\]\s*)?|^\s*\[([ xX])\]\s*/;

/** A pasted text as lines, list marks taken off; ticks are kept. */
export function parseLines(text) {
  return text.split(/\r?\n/).filter((l) => l.trim()).map((l) => {
    const mark = MARK.exec(l);
    return { text: l.slice(mark?.[0].length ?? 0).trim(), done: /x/i.test(mark?.[1] ?? mark?.[2] ?? "") };
  });
}

export function lines(field, value, edit, ids) {
  const ticks = field.kind === "checklist";
  const el = h("ul", { className: `pf-lines${ticks ? " pf-checks" : ""}`, "data-lm-suppress-shortcuts": "true" });
  const noun = field.item ?? field.label;
  let items = [];

  const given = (v) => v.map((i) => (ticks ? { ...i } : { text: i, done: false }));
  const said = () => items.map((i) => ({ text: i.input.value.trim(), done: Boolean(i.tick?.checked) })).filter((i) => i.text || i.done);
  const changed = () => { name(); edit(ticks ? said() : said().map((i) => i.text)); };

  function item({ text = "", done = false } = {}) {
    const made = {};
    made.input = h("textarea", { rows: 1, className: "pf-input pf-line", autocomplete: "off", "data-lm-suppress-shortcuts": "true",
      "aria-describedby": ids.message, oninput: () => { fit(made.input); changed(); }, onkeydown: (e) => keys(e, made), onpaste: (e) => paste(e, made) });
    made.input.value = text;
    made.tick = ticks ? h("input", { type: "checkbox", className: "pf-tick", checked: done, onchange: () => { mark(made); changed(); } }) : null;
    made.el = h("li", { className: "pf-item" }, made.tick ?? h("span", { className: "pf-bullet", "aria-hidden": "true" }), made.input,
      iconButton("remove", "Remove", () => drop(made, true), { className: "pf-icon-button pf-quiet" }));
    mark(made);
    return made;
  }
  const mark = (i) => i.el.classList.toggle("pf-done", Boolean(i.tick?.checked));

  /** Names for screen readers, and the hint in the only empty line. */
  function name() {
    items.forEach((i, n) => {
      i.input.setAttribute("aria-label", `${field.label}, ${noun} ${n + 1}`);
      i.input.placeholder = n === 0 ? (field.hint ?? `First ${noun}`) : "";
      i.tick?.setAttribute("aria-label", `Done: ${i.input.value.trim() || `${noun} ${n + 1}`}`);
      i.el.lastChild.setAttribute("aria-label", `Remove ${noun} ${n + 1}`);
    });
  }
  function insert(at, what) {
    const made = item(what);
    items.splice(at, 0, made);
    el.insertBefore(made.el, el.children[at] ?? null);
    return made;
  }
  function drop(made, focus) {
    const at = items.indexOf(made);
    items.splice(at, 1);
    made.el.remove();
    if (!items.length) insert(0);
    if (focus) enter(items[Math.max(0, at - 1)].input);
    changed();
  }
  function move(made, by) {
    const at = items.indexOf(made), to = at + by;
    if (to < 0 || to >= items.length) return;
    items.splice(to, 0, items.splice(at, 1)[0]);
    const caret = made.input.selectionStart;
    el.insertBefore(made.el, by < 0 ? el.children[to] : el.children[to + 1] ?? null);
    enter(made.input, caret);
    changed();
  }
  function keys(e, made) {
    if (e.isComposing) return;
    const { input } = made, at = items.indexOf(made), from = input.selectionStart, to = input.selectionEnd;
    const act = {
      Enter: () => { const rest = input.value.slice(to); input.value = input.value.slice(0, from); enter(insert(at + 1, { text: rest }).input, 0); changed(); },
      Backspace: () => (input.value || made.tick?.checked || items.length < 2 ? false : drop(made, true)),
      ArrowUp: () => (e.altKey ? move(made, -1) : from === 0 && to === 0 && at > 0 ? enter(items[at - 1].input) : false),
      ArrowDown: () => (e.altKey ? move(made, 1) : from === input.value.length && at < items.length - 1 ? enter(items[at + 1].input) : false),
    }[e.key];
    if (act && !e.ctrlKey && !e.metaKey && act() !== false) e.preventDefault();
  }
  function paste(e, made) {
    const found = parseLines(e.clipboardData?.getData("text/plain") ?? "");
    if (found.length < 2) return;
    e.preventDefault();
    const at = items.indexOf(made), empty = !made.input.value.trim();
    const last = found.map((what, n) => insert(at + 1 + n, what)).at(-1);
    if (empty) drop(made, false);
    enter(last.input);
    changed();
  }
  function put(v) {
    const next = given(v);
    next.forEach((what, n) => {
      const made = items[n] ?? insert(n, what);
      write(made.input, what.text);
      if (made.tick && made.tick.checked !== what.done) made.tick.checked = what.done;
      mark(made);
    });
    const keep = Math.max(1, next.length);
    for (const made of items.splice(keep)) made.el.remove();
    if (!items.length) insert(0);
    if (!next.length) { write(items[0].input, ""); if (items[0].tick) { items[0].tick.checked = false; mark(items[0]); } }
    name();
  }
  put(value);
  const add = h("button", { type: "button", className: "pf-add pf-add-line", onclick: () => {
    const last = items.at(-1);
    enter((last.input.value.trim() ? insert(items.length) : last).input);
    name();
  } }, icon("add"), h("span", { textContent: `Add ${noun}` }));
  return { el: h("div", { className: "pf-list" }, el, add), input: el, put, focus: () => enter(items[0].input), group: true };
}

// One control for each kind of field. A control is { el, input, put(value) }: the page's element, what a label points to, and
// how a value from elsewhere is shown. `edit(value)` is called for what a person does.

import { enter, fit, h, icon, uid, write } from "./dom.js";

/** @import { Control, Field, Ids, MakeControl } from "./types.d.ts" */
/** @typedef {Control & { input: HTMLInputElement | HTMLTextAreaElement }} TextControl */

const FEW = 4; // that many answers stand side by side, more in a list to open

/**
 * Attributes that all inputs have.
 * @param {Field} field
 * @param {Ids} ids
 */
const common = (field, ids) => ({
  id: ids.input, className: "pf-input", placeholder: field.hint ?? "", dir: "auto", "aria-describedby": `${ids.said} ${ids.message}`,
  "aria-required": field.required ? "true" : null, autocomplete: "off", "data-lm-suppress-shortcuts": "true",
});

/** @type {(field: Field, value: string, edit: (value: string) => void, ids: Ids, more?: Record<string, any>) => TextControl} */
function area(field, value, edit, ids, more = {}) {
  const input = h("textarea", { rows: 1, ...common(field, ids), title: field.hint, ...more });
  input.value = value;
  input.addEventListener("input", () => { fit(input); edit(input.value); });
  return { el: input, input, put: (v) => write(input, v) };
}

/** @type {MakeControl} */
function line(field, value, edit, ids) {
  const made = area(field, value, (v) => edit(v.replace(/\s*\n\s*/g, " ")), ids);
  made.input.classList.add("pf-line");
  made.el.addEventListener("keydown", (e) => { if (e.key === "Enter" && !e.isComposing) e.preventDefault(); });
  return made;
}

/** @type {MakeControl} */
const prose = (field, value, edit, ids) => area(field, value, edit, ids, { className: "pf-input pf-prose" });

/** @type {MakeControl} */
function code(field, value, edit, ids) {
  const way = uid();
  const made = area(field, value, edit, ids, { className: "pf-input pf-code", dir: "ltr", spellcheck: false, wrap: "off", autocapitalize: "off",
    "aria-describedby": `${way} ${ids.said} ${ids.message}` });
  indenting(/** @type {HTMLTextAreaElement} */ (made.input));
  made.el = h("div", { className: "pf-code-box" }, field.lang ? h("span", { className: "pf-lang", textContent: field.lang }) : null, made.input,
    h("span", { id: way, className: "pf-way", textContent: "Tab indents; Escape, then Tab, leaves" }));
  return made;
}

/**
 * Tab indents lines and Shift+Tab takes an indent back, until Escape: then Tab goes on to the next field, as everywhere else.
 * @param {HTMLTextAreaElement} input
 */
function indenting(input) {
  let free = false;
  const leave = () => { free = false; };
  input.addEventListener("blur", leave);
  input.addEventListener("input", leave);
  input.addEventListener("keydown", (e) => {
    if (e.isComposing || e.ctrlKey || e.metaKey || e.altKey) return;
    if (e.key === "Escape" && !free) { free = true; e.preventDefault(); return; }
    const act = e.key === "Tab" && !free ? (e.shiftKey ? outdented : indented) : e.key === "Enter" ? broken : null;
    if (!act) return;
    e.preventDefault();
    act(input);
    input.dispatchEvent(new Event("input", { bubbles: true }));
  });
}

/** What one level is in this text. @param {string} text */
const step = (text) => (/^\t/m.test(text) ? "\t" : "  ");

/** The lines that the selection touches. @param {HTMLTextAreaElement} input @returns {[from: number, to: number]} */
function touched({ value, selectionStart, selectionEnd }) {
  const end = value.indexOf("\n", Math.max(selectionStart, selectionEnd - 1));
  return [value.lastIndexOf("\n", selectionStart - 1) + 1, end < 0 ? value.length : end];
}

/** @param {HTMLTextAreaElement} input */
function indented(input) {
  const { value, selectionStart: from, selectionEnd: to } = input, one = step(value);
  if (!value.slice(from, to).includes("\n")) { input.setRangeText(one, from, to, "end"); return; }
  const [a, b] = touched(input);
  input.setRangeText(value.slice(a, b).replace(/^(?=.)/gm, one), a, b, "select");
}

/** @param {HTMLTextAreaElement} input */
function outdented(input) {
  const { value, selectionStart: from } = input, [a, b] = touched(input), before = value.slice(a, b), after = before.replace(/^(?:\t| {1,2})/gm, "");
  const alone = !before.includes("\n"), caret = Math.max(a, from - (before.length - after.length));
  input.setRangeText(after, a, b, "select");
  if (alone) input.setSelectionRange(caret, caret);
}

/** A new line begins where the one before does. @param {HTMLTextAreaElement} input */
function broken(input) {
  const { value, selectionStart: from, selectionEnd: to } = input, begin = value.lastIndexOf("\n", from - 1) + 1;
  input.setRangeText(`\n${/^[ \t]*/.exec(value.slice(begin, from))?.[0] ?? ""}`, from, to, "end");
}

/** @type {(field: Field, value: string, edit: (value: string) => void, ids: Ids, more?: Record<string, any>) => TextControl} */
function text(field, value, edit, ids, more = {}) {
  const input = h("input", { type: "text", ...common(field, ids), ...more });
  input.value = value;
  input.addEventListener("input", () => edit(input.value));
  return { el: input, input, put: (v) => write(input, v) };
}

/** @type {MakeControl} */
const number = (field, value, edit, ids) => text(field, value, edit, ids, { inputMode: "decimal" });

/** @type {Record<string, RegExp>} */
const ISO = { date: /^\d{4}-\d\d-\d\d$/, datetime: /^\d{4}-\d\d-\d\d[T ]\d\d:\d\d/ };

/** A date stays a text, so that nothing a person writes is refused while writing; the button opens the browser's calendar. @type {MakeControl} */
function dated(field, value, edit, ids) {
  const day = field.kind === "date", made = text(field, value, edit, ids, { placeholder: day ? "YYYY-MM-DD" : "YYYY-MM-DD HH:MM", spellcheck: false });
  const { input } = made, iso = () => ISO[field.kind].test(input.value.trim());
  /** @type {HTMLInputElement | null} */
  let picker = null;
  const take = () => { if (picker) { input.value = picker.value.replace("T", " "); edit(input.value); input.focus(); } };
  const choose = () => {
    picker ??= h("input", { type: day ? "date" : "datetime-local", className: "pf-picker", tabIndex: -1, "aria-hidden": "true", onchange: take });
    button.after(picker);
    picker.value = iso() ? input.value.trim().replace(" ", "T").slice(0, day ? 10 : 16) : "";
    picker.showPicker?.();
  };
  const button = h("button", { type: "button", className: "pf-date-button", "aria-label": `Choose ${field.label}`, title: "Calendar", onclick: choose }, icon("date"));
  const open = () => { button.disabled = Boolean(input.value.trim()) && !iso(); };
  input.addEventListener("input", open);
  open();
  made.el = h("div", { className: "pf-date" }, input, button);
  return { ...made, put: (v) => { made.put(v); open(); } };
}

/** @type {(field: Field, value: string) => string[]} */
const answers = (field, value) => {
  const known = field.options ?? (field.kind === "level" ? ["Low", "Medium", "High"] : []);
  return value && !known.includes(value) ? [...known, value] : known;
};

/** @type {MakeControl} */
function choice(field, value, edit, ids) {
  return answers(field, "").length <= FEW ? radios(field, value, edit, ids) : select(field, value, edit, ids);
}

/** @type {MakeControl} */
function select(field, value, edit, ids) {
  const input = h("select", { ...common(field, ids), placeholder: null });
  const put = (/** @type {string} */ v) => {
    const options = ["", ...answers(field, v)];
    if (options.length !== input.options.length || options.some((o, i) => o !== input.options[i].value))
      input.replaceChildren(...options.map((o) => h("option", { value: o, textContent: o || "–" })));
    if (input.value !== v) input.value = v;
  };
  input.addEventListener("change", () => edit(input.value));
  put(value);
  return { el: input, input, put };
}

/** Answers side by side. A second click, Delete or Backspace takes the answer back: an open question is a legitimate state. @type {MakeControl} */
function radios(field, value, edit, ids) {
  const el = h("div", { className: "pf-radios", role: "radiogroup", id: ids.input, "aria-labelledby": ids.label,
    "aria-describedby": `${ids.said} ${ids.message}`, "aria-required": field.required ? "true" : null, "data-lm-suppress-shortcuts": "true" });
  const name = uid(), all = () => /** @type {NodeListOf<HTMLInputElement>} */ (el.querySelectorAll("input"));
  let now = value, shown = "";
  /** @type {string | null} */
  let before = null;
  const choose = (/** @type {string} */ v) => { now = v; for (const r of all()) r.checked = r.value === v; edit(v); };
  const radio = (/** @type {string} */ option) => h("label", { className: "pf-radio" },
    h("input", { type: "radio", name, value: option, checked: option === now, onchange: () => choose(option),
      onclick: (/** @type {MouseEvent} */ e) => { if (e.detail && before === option) choose(""); before = null; },
      onkeydown: (/** @type {KeyboardEvent} */ e) => { if (e.key === "Delete" || e.key === "Backspace") choose(""); } }),
    h("span", { textContent: option, dir: "auto" }));
  el.addEventListener("pointerdown", () => { before = now; });
  const put = (/** @type {string} */ v) => {
    now = v;
    const options = answers(field, v);
    if (options.join("\0") !== shown) { el.replaceChildren(...options.map(radio)); shown = options.join("\0"); }
    for (const r of all()) if (r.checked !== (r.value === v)) r.checked = r.value === v;
  };
  put(value);
  return { el, input: el, put, focus: () => /** @type {HTMLElement | null} */ (el.querySelector("input:checked, input"))?.focus(), group: true };
}

/** @type {MakeControl} */
function flag(field, value, edit, ids) {
  const input = h("input", { type: "checkbox", ...common(field, ids), dir: null, className: "pf-tick", placeholder: null, onchange: () => edit(input.checked) });
  input.checked = value;
  return { el: input, input, put: (v) => { if (input.checked !== v) input.checked = v; }, beside: true };
}

/** Several short values in one line, commas between them. @type {MakeControl} */
function tokens(field, value, edit, ids) {
  const split = (/** @type {string} */ v) => v.split(",").map((t) => t.trim()).filter(Boolean);
  const made = text(field, value.join(", "), (v) => edit(split(v)), ids);
  return { ...made, put: (v) => { if (split(made.input.value).join("\0") !== v.join("\0")) write(made.input, v.join(", ")); } };
}

/** @type {Record<string, MakeControl>} */
export const CONTROLS = { line, short: text, prose, code, choice, level: choice, date: dated, datetime: dated, number, effort: text, flag, tokens };

/** @param {Control} control */
export const focusControl = (control) => (control.focus ? control.focus() : enter(control.input));

// One control for each kind of field. A control is { el, input, put(value) }: the page's element, what a label points to, and
// how a value from elsewhere is shown. `edit(value)` is called for what a person does.

import { enter, fit, h, icon, uid, write } from "./dom.js";

const FEW = 4; // that many answers stand side by side, more in a list to open

/** Attributes that all inputs have. */
const common = (field, ids) => ({
  id: ids.input, className: "pf-input", placeholder: field.hint ?? "", "aria-describedby": `${ids.said} ${ids.message}`,
  "aria-required": field.required ? "true" : null, autocomplete: "off", "data-lm-suppress-shortcuts": "true",
});

function area(field, value, edit, ids, more = {}) {
  const input = h("textarea", { rows: 1, ...common(field, ids), title: field.hint, ...more });
  input.value = value;
  input.addEventListener("input", () => { fit(input); edit(input.value); });
  return { el: input, input, put: (v) => write(input, v) };
}

function line(field, value, edit, ids) {
  const made = area(field, value, (v) => edit(v.replace(/\s*\n\s*/g, " ")), ids);
  made.input.classList.add("pf-line");
  made.input.addEventListener("keydown", (e) => { if (e.key === "Enter" && !e.isComposing) e.preventDefault(); });
  return made;
}

const prose = (field, value, edit, ids) => area(field, value, edit, ids, { className: "pf-input pf-prose" });

function code(field, value, edit, ids) {
  const made = area(field, value, edit, ids, { className: "pf-input pf-code", spellcheck: false, wrap: "off", autocapitalize: "off" });
  made.el = h("div", { className: "pf-code-box" }, field.lang ? h("span", { className: "pf-lang", textContent: field.lang }) : null, made.input);
  return made;
}

function text(field, value, edit, ids, more = {}) {
  const input = h("input", { type: "text", ...common(field, ids), ...more });
  input.value = value;
  input.addEventListener("input", () => edit(input.value));
  return { el: input, input, put: (v) => write(input, v) };
}

const number = (field, value, edit, ids) => text(field, value, edit, ids, { inputMode: "decimal" });

const ISO = { date: /^\d{4}-\d\d-\d\d$/, datetime: /^\d{4}-\d\d-\d\d[T ]\d\d:\d\d/ };

/** A date stays a text, so that nothing a person writes is refused while writing; the button opens the browser's calendar. */
function dated(field, value, edit, ids) {
  const made = text(field, value, edit, ids, { placeholder: field.kind === "date" ? "YYYY-MM-DD" : "YYYY-MM-DD HH:MM", spellcheck: false });
  const { input } = made;
  let picker = null;
  const choose = () => {
    picker ??= h("input", { type: field.kind === "date" ? "date" : "datetime-local", className: "pf-picker", tabIndex: -1, "aria-hidden": "true",
      onchange: () => { input.value = picker.value.replace("T", " "); edit(input.value); input.focus(); } });
    button.after(picker);
    picker.value = ISO[field.kind].test(input.value.trim()) ? input.value.trim().replace(" ", "T").slice(0, field.kind === "date" ? 10 : 16) : "";
    picker.showPicker?.();
  };
  const button = h("button", { type: "button", className: "pf-date-button", "aria-label": `Choose ${field.label}`, title: "Calendar", onclick: choose }, icon("date"));
  const open = () => { button.disabled = Boolean(input.value.trim()) && !ISO[field.kind].test(input.value.trim()); };
  input.addEventListener("input", open);
  open();
  made.el = h("div", { className: "pf-date" }, input, button);
  return { ...made, put: (v) => { made.put(v); open(); } };
}

const answers = (field, value) => {
  const known = field.options ?? (field.kind === "level" ? ["Low", "Medium", "High"] : []);
  return value && !known.includes(value) ? [...known, value] : known;
};

function choice(field, value, edit, ids) {
  return answers(field, "").length <= FEW ? radios(field, value, edit, ids) : select(field, value, edit, ids);
}

function select(field, value, edit, ids) {
  const input = h("select", { ...common(field, ids), placeholder: null });
  const put = (v) => {
    const options = ["", ...answers(field, v)];
    if (options.length !== input.options.length || options.some((o, i) => o !== input.options[i].value))
      input.replaceChildren(...options.map((o) => h("option", { value: o, textContent: o || "–" })));
    if (input.value !== v) input.value = v;
  };
  input.addEventListener("change", () => edit(input.value));
  put(value);
  return { el: input, input, put };
}

/** Answers side by side. A second click, Delete or Backspace takes the answer back: an open question is a legitimate state. */
function radios(field, value, edit, ids) {
  const el = h("div", { className: "pf-radios", role: "radiogroup", id: ids.input, "aria-labelledby": ids.label,
    "aria-describedby": `${ids.said} ${ids.message}`, "aria-required": field.required ? "true" : null, "data-lm-suppress-shortcuts": "true" });
  const name = uid();
  let now = value;
  const choose = (v) => { now = v; for (const r of el.querySelectorAll("input")) r.checked = r.value === v; edit(v); };
  const radio = (option) => h("label", { className: "pf-radio" },
    h("input", { type: "radio", name, value: option, checked: option === now, onchange: () => choose(option),
      onclick: (e) => { if (e.detail && before === option) choose(""); before = null; },
      onkeydown: (e) => { if (e.key === "Delete" || e.key === "Backspace") choose(""); } }),
    h("span", { textContent: option }));
  let before = null, shown = "";
  el.addEventListener("pointerdown", () => { before = now; });
  const put = (v) => {
    now = v;
    const options = answers(field, v);
    if (options.join("\0") !== shown) { el.replaceChildren(...options.map(radio)); shown = options.join("\0"); }
    for (const r of el.querySelectorAll("input")) if (r.checked !== (r.value === v)) r.checked = r.value === v;
  };
  put(value);
  return { el, input: el, put, focus: () => el.querySelector("input:checked, input")?.focus(), group: true };
}

function flag(field, value, edit, ids) {
  const input = h("input", { type: "checkbox", ...common(field, ids), className: "pf-tick", placeholder: null, onchange: () => edit(input.checked) });
  input.checked = value;
  return { el: input, input, put: (v) => { if (input.checked !== v) input.checked = v; }, beside: true };
}

/** Several short values in one line, commas between them. */
function tokens(field, value, edit, ids) {
  const split = (v) => v.split(",").map((t) => t.trim()).filter(Boolean);
  const made = text(field, value.join(", "), (v) => edit(split(v)), ids);
  return { ...made, put: (v) => { if (split(made.input.value).join("\0") !== v.join("\0")) write(made.input, v.join(", ")); } };
}

export const CONTROLS = { line, short: text, prose, code, choice, level: choice, date: dated, datetime: dated, number, effort: text, flag, tokens };

export const focusControl = (control) => (control.focus ? control.focus() : enter(control.input));

// Small helpers for the page. Text from people and templates reaches it as text only: textContent, value, attributes.

const seed = Math.random().toString(36).slice(2, 8); // several forms may stand on one page
let made = 0;

/** An id that no other element of the page has. */
export const uid = () => `pf-${seed}-${++made}`;

// JupyterLab's keys go by the focused element itself, not by what it stands in: on a button X would cut the cell, D D delete it.
const FOCUSABLE = new Set(["input", "textarea", "select", "button", "summary", "a"]);

/**
 * An element with properties (or attributes, where there is no such property) and children; null children are left out.
 * @template {keyof HTMLElementTagNameMap} T
 * @param {T} tag
 * @param {Record<string, any>} [props]
 * @param {...(Node | string | null | undefined)} children
 * @returns {HTMLElementTagNameMap[T]}
 */
export function h(tag, props = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(props)) {
    if (value == null || value === false) continue;
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else if (name in element && name !== "list") /** @type {any} */ (element)[name] = value;
    else element.setAttribute(name, value === true ? "" : value);
  }
  if (FOCUSABLE.has(tag) || props.tabIndex != null) element.setAttribute("data-lm-suppress-shortcuts", "true");
  element.append(.../** @type {(Node | string)[]} */ (children.filter((c) => c != null)));
  return element;
}

/** @type {Record<string, string>} */
const ICONS = {
  up: "M8 12.5V4M4.5 7.5 8 4l3.5 3.5",
  down: "M8 3.5V12M4.5 8.5 8 12l3.5-3.5",
  copy: "M5.5 5.5h7v7h-7zM3.5 10.5v-7h7",
  remove: "M4.5 4.5l7 7M11.5 4.5l-7 7",
  add: "M8 3.5v9M3.5 8h9",
  undo: "M6 3.5 3 6.5l3 3M3 6.5h6a3.5 3.5 0 0 1 0 7H6.5",
  redo: "M10 3.5l3 3-3 3M13 6.5H7a3.5 3.5 0 0 0 0 7h2.5",
  date: "M3 4.5h10v8.5H3zM3 7.5h10M5.5 2.5v3M10.5 2.5v3",
  check: "M3.5 8.5l3 3 6-7",
  grip: "M6 4h.01M6 8h.01M6 12h.01M10 4h.01M10 8h.01M10 12h.01",
  preview: "M2.5 3.5h11v9h-11zM8 3.5v9M10 6h1.5M10 8.5h1.5",
  history: "M3 8a5 5 0 1 0 1.6-3.7M3 3v2.5h2.5M8 5.5V8l2 1.5",
  missing: "M3 4h6M3 8h6M3 12h4M11.5 10.5l1.2 1.2 2.3-2.7",
  file: "M4 2.5h5l3 3v8H4zM9 2.5v3h3",
};

/**
 * A line drawing 16 pixels wide, hidden from screen readers: the button it stands in has a name.
 * @param {string} name
 */
export function icon(name) {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  for (const [k, v] of Object.entries({ viewBox: "0 0 16 16", class: `pf-icon pf-icon-${name}`, "aria-hidden": "true" })) svg.setAttribute(k, v);
  const path = document.createElementNS("http://www.w3.org/2000/svg", "path");
  path.setAttribute("d", ICONS[name]);
  svg.append(path);
  return svg;
}

/**
 * A button that shows only an icon.
 * @param {string} name
 * @param {string} label
 * @param {(event: Event) => void} onclick
 * @param {Record<string, any>} [more]
 */
export const iconButton = (name, label, onclick, more = {}) =>
  h("button", { type: "button", className: "pf-icon-button", title: label, "aria-label": label, onclick, ...more }, icon(name));

/**
 * Set a text only where it differs: the page is laid out anew for each that is set.
 * @param {Element} element
 * @param {string} text
 */
export function tell(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

/** @typedef {HTMLInputElement | HTMLTextAreaElement} TextInput */

/**
 * Write a value only where it differs, and leave the caret where it is.
 * @param {TextInput} input
 * @param {string} value
 */
export function write(input, value) {
  if (input.value === value) return;
  const focused = document.activeElement === input;
  if (focused && input.value.trim() === value) return; // the kernel keeps no blanks at the ends; a person may just type one
  const caret = focused ? input.selectionStart : null;
  input.value = value;
  if (caret != null) input.setSelectionRange(Math.min(caret, value.length), Math.min(caret, value.length));
  fit(input);
}

const GROWS = typeof CSS !== "undefined" && CSS.supports("field-sizing", "content");

/**
 * Let a text area be as high as its text, where the style sheet alone cannot.
 * @param {HTMLElement} area
 */
export function fit(area) {
  if (GROWS || area.tagName !== "TEXTAREA" || !area.isConnected) return;
  area.style.height = "auto";
  area.style.height = `${area.scrollHeight + 2}px`;
}

/**
 * The caret at the end of an input, and the input focused.
 * @param {HTMLElement} input
 * @param {number} [at]
 */
export function enter(input, at) {
  input.focus();
  const text = /** @type {Partial<TextInput>} */ (input), caret = at ?? text.value?.length;
  if (caret != null && text.setSelectionRange && input.getAttribute("type") !== "checkbox") text.setSelectionRange(caret, caret);
}

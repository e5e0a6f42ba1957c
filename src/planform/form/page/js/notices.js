// What a person should know and can do something about: stays in view with the head of the form.

import { h } from "./dom.js";

/** @import { View } from "./types.d.ts" */

const ENDED = "the kernel that this form belongs to has ended. What you entered is still here to copy, and what you go on typing is kept by this page. "
  + "Run the cell again: it comes back in the new form.";
const AWAY = "there is no connection to the kernel at the moment; trying again. What you type is kept.";
const ENOUGH = 400; // characters of a value that are shown

/** A value in a line or a few, cut where it is long. @param {unknown} value @returns {string} */
export function asText(value) {
  const text = typeof value === "string" ? value : Array.isArray(value) ? value.map(asText).join("\n")
    : value && typeof value === "object" ? Object.values(value).map(asText).filter(Boolean).join("; ") : value === true ? "yes" : "";
  return text.length > ENOUGH ? `${text.slice(0, ENOUGH)}…` : text;
}

/** @param {string} label @param {() => void} onclick @param {string} [className] */
export const plainButton = (label, onclick, className = "pf-plain") => h("button", { type: "button", className, textContent: label, onclick });

/** @param {View} view */
export function notices(view) {
  const { state } = view;
  const banner = (/** @type {string} */ name, /** @type {string} */ role) => h("div", { className: `pf-banner pf-${name}`, role });
  const offline = banner("offline", "alert"), failure = banner("failure", "alert"), news = banner("news", "status"), doubtful = banner("doubtful", "status");

  /** Say something where it is not said already: what is built anew is read aloud anew. @param {HTMLElement} el @param {unknown} what @param {() => HTMLElement[]} build */
  function show(el, what, build) {
    const now = what ? JSON.stringify(what) : "";
    if ((el.dataset.told ?? "") === now) return;
    el.dataset.told = now;
    el.replaceChildren(...(what ? build() : []));
  }
  /** @param {string} strong @param {string} text @param {HTMLElement[]} ways */
  const said = (strong, text, ...ways) => [h("div", { className: "pf-banner-text", dir: "auto" }, strong ? h("strong", { textContent: `${strong} ` }) : null, text), h("div", { className: "pf-ways" }, ...ways)];

  const line = () => said("Not connected:", state.offline ? ENDED : AWAY);
  function failed() {
    const { about = "save", text } = state.failure ?? { text: "" }, saving = ["save", "resolve"].includes(about);
    return said(saving ? "Not saved." : "", `${text}${saving ? " What you entered is still here." : ""}`, plainButton("Dismiss", () => { state.failure = null; update(); }));
  }
  function told() {
    return [...state.notices].flatMap(([kind, { text, undo }]) => {
      const close = () => state.dismiss(kind), back = () => { view.undo(); close(); };
      const undoing = undo ? plainButton("Undo", back) : null;
      if (undoing) undoing.dataset.rev = String(undo);
      return [h("div", { className: "pf-notice" }, ...said("", text, ...(undoing ? [undoing] : []), plainButton("Dismiss", close)))];
    });
  }
  function doubts() {
    const each = [...state.doubtful].map(([path, { value }]) => {
      const name = state.field(path)?.label ?? path, use = (/** @type {boolean} */ yes) => () => state.decide(path, yes);
      return h("div", { className: "pf-notice" }, ...said(`${name}:`, asText(value) || "(emptied)",
        ...(state.field(path) ? [named("Use it", `Use what you typed in ${name}`, use(true))] : []), named("Discard", `Discard what you typed in ${name}`, use(false))));
    });
    return [h("div", { className: "pf-banner-text", textContent: "While the form was not connected you typed this; by now the form says something else there:" }), ...each];
  }
  /** @param {string} label @param {string} name @param {() => void} act */
  function named(label, name, act) {
    const button = plainButton(label, act);
    button.setAttribute("aria-label", name);
    return button;
  }
  function update() {
    show(offline, state.offline ? "ended" : state.away ? "away" : "", line);
    show(failure, state.failure, failed);
    show(news, state.notices.size && [...state.notices], told);
    for (const b of /** @type {NodeListOf<HTMLElement>} */ (news.querySelectorAll("[data-rev]"))) b.hidden = b.dataset.rev !== String(state.rev); // after another change an undo would take back that one
    show(doubtful, state.doubtful.size && [...state.doubtful], doubts);
  }
  return { parts: [offline, failure, news, doubtful], update };
}

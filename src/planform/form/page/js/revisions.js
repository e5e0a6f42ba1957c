// What was saved when and by whom, what each revision changed, and the way back to it.

import { changed } from "./conflict.js";
import { h } from "./dom.js";
import { plainButton } from "./notices.js";

/** @import { Panel, StateEvent, View } from "./types.d.ts" */

const ACTIONS = { save: "saved", delete: "deleted", restore: "restored" };
const WORDS = /** @type {Record<string, string>} */ ({ moved: "moved", ticked: "ticked", unticked: "no longer ticked" });

/** A moment as people here write it. @param {string} iso */
const when = (iso) => new Date(iso).toLocaleString(undefined, { dateStyle: "medium", timeStyle: "short" });

/** @param {View} view @returns {Panel} */
export function revisions(view) {
  const { state } = view;
  const list = h("div", { className: "pf-revisions", role: "group", "aria-label": "Revisions" });
  const detail = h("div", { className: "pf-revision", role: "region", "aria-label": "What changed", "aria-live": "polite" });
  const none = h("p", { className: "pf-hint", textContent: "Nothing was saved yet: the first save makes revision 1." });
  const el = h("div", { className: "pf-history" }, list, detail, none);
  let chosen = 0, against = "before", asked = NaN, busy = false;

  function ask() {
    asked = state.revision ?? 0;
    none.hidden = Boolean(asked);
    list.hidden = detail.hidden = !asked;
    if (asked) state.ask("history");
  }
  /** @param {any[]} rows */
  function show(rows) {
    if (!rows.some((r) => r.revision === chosen)) chosen = rows[0]?.revision ?? 0;
    list.replaceChildren(...rows.map((r) => h("button", { type: "button", className: "pf-revision-row", "data-revision": r.revision, onclick: () => choose(r.revision) },
      h("span", { className: "pf-revision-number", textContent: `Revision ${r.revision}` }),
      h("span", { className: "pf-revision-what", textContent: [r.action === "save" ? "" : ACTIONS[/** @type {keyof ACTIONS} */ (r.action)] ?? r.action, r.by && `by ${r.by}`, when(r.at)].filter(Boolean).join(" · ") }),
      h("span", { className: "pf-revision-what", textContent: r.changed.length ? `${r.changed.length} ${r.changed.length === 1 ? "change" : "changes"}` : "" }))));
    choose(chosen);
  }
  function choose(/** @type {number} */ revision) {
    chosen = revision;
    for (const row of /** @type {NodeListOf<HTMLElement>} */ (list.querySelectorAll("button"))) row.setAttribute("aria-pressed", String(Number(row.dataset.revision) === revision));
    state.ask("revision", { revision, against });
  }
  /** @param {any} m */
  function tell({ revision, changes }) {
    if (revision !== chosen) return;
    const form = against === "form";
    const way = (/** @type {string} */ name, /** @type {string} */ label) => {
      const button = plainButton(label, () => { against = name; choose(revision); }, "pf-segment");
      button.setAttribute("aria-pressed", String(against === name));
      return button;
    };
    const focus = document.activeElement?.closest(".pf-segment, .pf-restore")?.textContent;
    detail.replaceChildren(
      h("div", { className: "pf-revision-head" }, h("div", { className: "pf-segments", role: "group", "aria-label": "Compare" }, way("before", "What it changed"), way("form", "Compared with the form")),
        plainButton(`Restore revision ${revision}`, () => state.ask("restore", { revision }), "pf-plain pf-restore")),
      changes.length ? h("ul", { className: "pf-changes" }, ...changes.map(row)) : h("p", { className: "pf-hint", textContent: form ? "The form says the same." : "Nothing that has a field." }));
    for (const button of /** @type {NodeListOf<HTMLElement>} */ (detail.querySelectorAll("button"))) if (focus && button.textContent === focus) button.focus();
  }
  /** @param {any} c */
  const row = (c) => h("li", {}, h("span", { className: "pf-change-name" }, c.section ? h("span", { className: "pf-change-section", textContent: `${c.section} · ` }) : null, c.label),
    WORDS[c.change] ? h("span", { className: "pf-change" }, `${c.after ?? c.before ?? ""} `, h("em", { textContent: WORDS[c.change] })) : changed(c.before, c.after),
    c.delta ? h("span", { className: "pf-delta", textContent: c.delta }) : null);

  /** @param {StateEvent} [event] */
  function update(event) {
    const { op, message } = event ?? {};
    if (op === "history") show(message.revisions);
    else if (op === "revision") tell(message);
    else if (op === "restored") { state.inform("shown", { text: `The form shows revision ${message.revision}. Save it to keep it so; undo takes it back.`, undo: state.rev }); choose(chosen); }
    else if (asked !== (state.revision ?? 0) || !event) ask();
    else if (event?.type !== "status" && against === "form" && !busy) { busy = true; window.setTimeout(() => { busy = false; choose(chosen); }, 1000); }
  }
  return { el, update };
}

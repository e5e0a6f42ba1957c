// Two people changed one plan: what each made of it, and the choice of what stands.

import { h, uid } from "./dom.js";
import { plainButton } from "./notices.js";

/** @import { Clash, View } from "./types.d.ts" */

const WAYS = { mine: "Mine", theirs: "Theirs", both: "Both" };
const LENGTHY = 500; // characters from which a text may have to be scrolled, by keys as well
const things = (/** @type {number} */ n, /** @type {string} */ noun) => `${n} ${noun}${n === 1 ? "" : "s"}`;

/** Shown while there is a conflict. @param {View} view */
export function conflictPanel(view) {
  const { state } = view, title = uid();
  const el = h("section", { className: "pf-conflict", "aria-labelledby": title, hidden: true });
  /** Path of what both changed -> what is to stand. @type {Map<string, string>} */
  let chosen = new Map();
  /** @type {any} */
  let shown = null;

  /** @param {Clash} clash */
  function choice(clash) {
    const name = uid(), ways = clash.both ? ["mine", "theirs", "both"] : ["mine", "theirs"];
    const text = (/** @type {string} */ way) => (way === "both" ? `${clash.theirs}\n${clash.mine}` : clash[`${way}_gone`] ? "removed" : clash[way] || "empty");
    const option = (/** @type {string} */ way) => h("label", { className: "pf-option" },
      h("input", { type: "radio", name, value: way, onchange: () => { chosen.set(clash.path, way); ready(); } }),
      h("span", { className: "pf-option-name", textContent: WAYS[/** @type {keyof WAYS} */ (way)] }),
      h("span", { className: `pf-option-text${says(clash, way) ? "" : " pf-none"}`, dir: "auto", textContent: text(way), tabIndex: text(way).length > LENGTHY ? 0 : null }));
    return h("div", { className: "pf-clash", role: "radiogroup", "aria-label": `${clash.label}: which of the two`, "data-path": clash.path },
      h("div", { className: "pf-clash-name" }, h("span", { textContent: clash.label }), clash.base ? h("span", { className: "pf-clash-base", dir: "auto", textContent: `before: ${clash.base}` }) : null),
      h("div", { className: "pf-options" }, ...ways.map(option)));
  }
  const says = (/** @type {Clash} */ clash, /** @type {string} */ way) => way === "both" || Boolean(clash[way]) && !clash[`${way}_gone`];

  /** What only one side changed, folded. @param {string} what @param {Clash[]} steps @param {"mine" | "theirs"} side */
  function taken(what, steps, side) {
    if (!steps.length) return null;
    const item = (/** @type {Clash} */ s) => h("li", {}, h("span", { className: "pf-change-name", textContent: s.label }), changed(s.base, s[`${side}_gone`] ? "" : s[side]));
    return h("details", { className: "pf-taken" }, h("summary", { textContent: `${what} (${steps.length})` }), h("ul", { className: "pf-changes" }, ...steps.map(item)));
  }
  function all(/** @type {string} */ way) {
    for (const input of el.querySelectorAll("input")) if (input.value === way) { input.checked = true; chosen.set(/** @type {HTMLElement} */ (input.closest(".pf-clash")).dataset.path ?? "", way); }
    ready();
  }
  const open = () => shown.clashes.filter((/** @type {Clash} */ c) => !chosen.has(c.path));
  const hint = h("span", { className: "pf-hint", role: "status" });
  function ready() {
    const left = open().length;
    hint.textContent = !shown.clashes.length ? "" : left ? `${things(left, "choice")} left` : "All chosen";
  }
  function save() {
    const [first] = open();
    if (first) { /** @type {HTMLElement | null} */ (el.querySelector(`[data-path="${CSS.escape(first.path)}"] input`))?.focus(); ready(); return; }
    state.ask("resolve", { keep: Object.fromEntries(chosen), revision: shown.revision });
  }
  function lead() {
    const { clashes, theirs, by, deleted, revision } = shown, who = by || "Somebody else";
    if (deleted) return `${who} deleted this plan while you were working on it. Saving brings it back with what you have here.`;
    const other = theirs.length ? ` ${things(theirs.length, "change")} of theirs ${theirs.length === 1 ? "goes" : "go"} in as well.` : "";
    return `${who} saved revision ${revision} of this plan while you were working on it. `
      + (clashes.length ? `${things(clashes.length, "place")} ${clashes.length === 1 ? "was" : "were"} changed by both of you: choose what stands.` : "You changed different things: both fit together.") + other;
  }
  function build() {
    const { clashes, mine, theirs, deleted } = shown;
    const heading = h("h3", { className: "pf-conflict-title", id: title, tabIndex: -1, textContent: "Two versions of this plan" });
    const quick = clashes.length > 1 ? [plainButton("All mine", () => all("mine")), plainButton("All theirs", () => all("theirs"))] : [];
    el.replaceChildren(
      h("div", { className: "pf-conflict-head" }, heading, h("div", { className: "pf-ways" }, ...quick)),
      h("p", { className: "pf-conflict-lead", textContent: lead() }),
      h("div", { className: "pf-clashes" }, ...clashes.map(choice)),
      ...[taken("What you changed and stays", mine, "mine"), taken("What they changed and comes in", theirs, "theirs")].filter((e) => e !== null),
      h("div", { className: "pf-conflict-foot" }, hint,
        ...(deleted ? [] : [plainButton("Show theirs instead", () => state.ask("resolve", { keep: "theirs", revision: shown.revision }))]),
        plainButton("Later", () => { state.conflict = null; update(); }), plainButton(clashes.length ? "Save my choice" : "Save both", save, "pf-save")));
    el.hidden = false;
    ready();
    el.scrollIntoView({ block: "nearest" });
    heading.focus({ preventScroll: true });
  }
  function update() {
    if (state.conflict === shown) return;
    shown = state.conflict;
    chosen = new Map();
    if (shown) build(); else { el.hidden = true; el.replaceChildren(); }
  }
  return { el, update };
}

/** A value that went and the one that came. @param {string} [before] @param {string} [after] */
export const changed = (before, after) => h("span", { className: "pf-change", dir: "auto" },
  before ? h("del", { textContent: before }) : null, before && after ? h("span", { className: "pf-arrow", "aria-hidden": "true", textContent: " → " }) : null,
  after ? h("ins", { textContent: after }) : null);

// The list of plans in the page: a plain table that is sorted, paged and ticked; what it shows comes from the kernel a page at a time.

import { h, tell } from "./dom.js";

/** @typedef {{ name: string, label: string }} Column */
/** @typedef {{ id: string, cells: Record<string, string>, found: [string, boolean][] }} PlanRow */
/** @typedef {{ columns: Column[], rows: PlanRow[], sort: string, down: boolean, page: number, pages: number, range: string, empty: string, clear: boolean }} Listing */

/** @type {Record<string, string>} */
const WIDE = { key: "key", effort_text: "extra", sprint: "extra", due: "extra", completeness: "number", updated_at: "extra" };

/** What a person hears a row called. @param {PlanRow} row */
const called = (row) => [row.cells.key, row.cells.title].filter(Boolean).join(" ") || row.id;

/** @param {any} model of anywidget */
function createTable(model) {
  const ask = (/** @type {string} */ op, more = {}) => model.send({ op, ...more });
  /** @returns {Listing} */
  const listing = () => model.get("_view");
  const selected = () => new Set(model.get("selected"));
  const live = h("p", { className: "pf-message-line", role: "status", "aria-live": "polite" });
  const all = h("input", { type: "checkbox", className: "pf-tick", "aria-label": "Select all plans of this page", onchange: () => tickPage(all.checked) });
  const headRow = h("tr"), body = h("tbody"), range = h("span", { className: "pf-range" });
  const back = h("button", { type: "button", className: "pf-page", textContent: "Previous", onclick: () => turn(-1) });
  const on = h("button", { type: "button", className: "pf-page", textContent: "Next", onclick: () => turn(1) });
  const table = h("table", { "aria-label": "Plans" }, h("thead", {}, headRow), body);
  const hint = h("p", { className: "pf-nothing" });
  const clear = h("button", { type: "button", className: "pf-page", textContent: "Clear search and filters", onclick: () => ask("clear") });
  const nothing = h("div", { className: "pf-no-plans" }, hint, clear);
  const pager = h("nav", { className: "pf-pager", "aria-label": "Pages of plans" }, range, back, on);
  const root = h("div", { className: "pf-plans", "data-lm-suppress-shortcuts": "true" }, live, h("div", { className: "pf-scroll" }, table), nothing, pager);
  /** @type {Map<string, HTMLButtonElement>} */
  const heads = new Map();
  let current = "", last = ""; // the row that Tab comes to; the row that was ticked last, from which Shift reaches

  const turn = (/** @type {number} */ step) => ask("page", { page: listing().page + step });

  /** @param {string[]} ids @param {boolean} on */
  function choose(ids, on) {
    const now = selected();
    for (const id of ids) on ? now.add(id) : now.delete(id);
    model.set("selected", [...now]);
    model.save_changes();
    ticks();
  }
  const tickPage = (/** @type {boolean} */ on) => choose(listing().rows.map((row) => row.id), on);

  /** @param {PlanRow} row @param {boolean} on @param {boolean} reach from the one ticked last */
  function tick(row, on, reach) {
    const ids = listing().rows.map((r) => r.id), from = ids.indexOf(last), to = ids.indexOf(row.id);
    choose(reach && from >= 0 ? ids.slice(Math.min(from, to), Math.max(from, to) + 1) : [row.id], on);
    last = row.id;
  }

  function ticks() {
    const now = selected(), ids = listing().rows.map((row) => row.id), count = ids.filter((id) => now.has(id)).length;
    for (const line of body.rows) {
      const box = /** @type {HTMLInputElement} */ (line.querySelector("input"));
      box.checked = now.has(line.dataset.id ?? "");
      line.classList.toggle("pf-chosen", box.checked);
    }
    all.checked = count > 0 && count === ids.length;
    all.indeterminate = count > 0 && count < ids.length;
  }

  function header() {
    const { columns, sort, down } = listing();
    if (heads.size !== columns.length) {
      heads.clear();
      headRow.replaceChildren(h("th", { scope: "col", className: "pf-pick" }, all));
      for (const { name, label } of columns) {
        heads.set(name, h("button", { type: "button", className: "pf-sort", textContent: label, onclick: () => ask("sort", { column: name }) }));
        headRow.append(h("th", { scope: "col", className: `pf-col-${name} pf-${WIDE[name] ?? "plain"}` }, heads.get(name)));
      }
    }
    for (const [name, button] of heads) {
      const way = name === sort ? (down ? "descending" : "ascending") : null;
      way ? button.parentElement?.setAttribute("aria-sort", way) : button.parentElement?.removeAttribute("aria-sort");
    }
  }

  /** @param {PlanRow} row @param {Column} column */
  function cell(row, { name }) {
    const text = row.cells[name], className = `pf-col-${name} pf-${WIDE[name] ?? "plain"}`;
    if (name !== "title") return h("td", { className, dir: "auto", textContent: text });
    const open = h("button", { type: "button", className: "pf-open", dir: "auto", textContent: text || "Untitled", title: text, onclick: () => ask("open", { id: row.id }) });
    const found = row.found.length ? h("p", { className: "pf-found", dir: "auto" }, ...row.found.map(([part, hit]) => (hit ? h("mark", { textContent: part }) : part))) : null;
    return h("th", { scope: "row", className }, open, found);
  }

  /** @param {PlanRow} row */
  function line(row) {
    const box = h("input", { type: "checkbox", className: "pf-tick", "aria-label": `Select ${called(row)}`, onclick: (/** @type {MouseEvent} */ e) => tick(row, box.checked, e.shiftKey) });
    const el = h("tr", {}, h("td", { className: "pf-pick" }, box), ...listing().columns.map((column) => cell(row, column)));
    el.dataset.id = row.id;
    return el;
  }

  /** Only one row is on the way of the Tab key; arrows go to the others. @param {string | undefined} id */
  function onTheWay(id) {
    current = id != null && listing().rows.some((row) => row.id === id) ? id : listing().rows[0]?.id ?? "";
    for (const other of body.rows) for (const part of controls(other)) part.tabIndex = other.dataset.id === current ? 0 : -1;
  }
  /** @param {Element | null | undefined} row @returns {HTMLElement[]} */
  const controls = (row) => [...(row?.querySelectorAll(/** @type {"button"} */ ("input, button")) ?? [])];

  function show() {
    const { rows, page, pages, empty, clear: canClear } = listing(), held = document.activeElement;
    const inside = body.contains(held) ? controls(held?.closest("tr")).indexOf(/** @type {HTMLElement} */ (held)) : -1;
    header();
    body.replaceChildren(...rows.map(line));
    onTheWay(current);
    ticks();
    if (inside >= 0) controls(body.rows[rows.findIndex((row) => row.id === current)] ?? headRow)[inside]?.focus();
    table.parentElement?.toggleAttribute("hidden", !rows.length);
    nothing.hidden = Boolean(rows.length);
    tell(hint, empty);
    clear.hidden = !canClear;
    pager.hidden = !rows.length;
    tell(range, listing().range);
    back.disabled = page <= 0;
    on.disabled = page >= pages - 1;
    back.hidden = on.hidden = pages < 2;
  }

  /** @type {Record<string, (n: number) => number>} */
  const KEYS = { ArrowDown: (n) => n + 1, ArrowUp: (n) => n - 1, Home: () => 0, End: () => body.rows.length - 1 };
  /** @param {any} e a key, in some row */
  function keys(e) {
    const row = e.target.closest?.("tbody tr");
    if (!row || e.ctrlKey || e.metaKey || e.altKey) return;
    if (e.key === "PageDown" || e.key === "PageUp") {
      e.preventDefault();
      turn(e.key === "PageDown" ? 1 : -1);
    } else if (e.key in KEYS) {
      e.preventDefault();
      const next = body.rows[KEYS[e.key](row.sectionRowIndex)];
      if (!next) return;
      onTheWay(next.dataset.id);
      controls(next)[controls(row).indexOf(e.target)]?.focus();
    }
  }

  /** What was opened stands below all rows: go there, and afterwards back to the row it came from. */
  /** @type {Record<string, () => Element | null | undefined>} */
  const GO = {
    opened: () => root.closest(".pf-browser")?.querySelector(".pf-close"),
    closed: () => controls([...body.rows].find((row) => row.dataset.id === current) ?? headRow).at(-1),
  };
  /** @param {{ op: string }} message */
  function go({ op }) {
    let tries = 20; // the kernel tells of the button before JupyterLab has drawn it
    const look = () => {
      const to = /** @type {HTMLElement | null | undefined} */ (GO[op]?.());
      if (to) { to.focus({ preventScroll: true }); to.scrollIntoView({ block: op === "opened" ? "start" : "nearest" }); } else if (--tries) setTimeout(look, 50);
    };
    look();
  }

  root.addEventListener("keydown", keys);
  body.addEventListener("focusin", (e) => { const row = /** @type {HTMLElement} */ (e.target).closest("tr"); if (row && row.dataset.id !== current) onTheWay(row.dataset.id); });
  body.addEventListener("dblclick", (e) => { const row = /** @type {HTMLElement} */ (e.target).closest("tr"); if (row && !/** @type {HTMLElement} */ (e.target).closest("button, input")) ask("open", { id: row.dataset.id }); });
  const say = () => { tell(live, model.get("message")); live.classList.toggle("pf-warning", model.get("_warning")); };
  const hear = { "change:_view": show, "change:selected": ticks, "change:message": say, "change:_warning": say, "msg:custom": go };
  for (const [event, listener] of Object.entries(hear)) model.on(event, listener);
  show();
  say();
  return { el: root, stop: () => { for (const [event, listener] of Object.entries(hear)) model.off(event, listener); } };
}

export default {
  render(/** @type {{ model: any, el: HTMLElement }} */ { model, el }) {
    const table = createTable(model);
    el.append(table.el);
    return table.stop;
  },
};

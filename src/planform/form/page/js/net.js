// What the kernel has not confirmed, kept by the browser: for a kernel that ends, a page that is closed. Taken up again by the next form
// of the same plan (or of the same cell, while it has no plan).

/** @import { Keys, Unsent } from "./types.d.ts" */

const PREFIX = "planform:unsent:";

/** What is unsent goes by a name of its own: two tabs do not overwrite each other's. @param {string} name */
export function createNet(name) {
  return {
    /** Keep these fields, and no others; what the browser refuses to keep is on the page only. @param {Keys} keys @param {Record<string, Unsent>} fields */
    keep(keys, fields) {
      if (!keys.cell && !keys.plan) return;
      try {
        if (Object.keys(fields).length) localStorage.setItem(PREFIX + name, JSON.stringify({ ...keys, fields }));
        else localStorage.removeItem(PREFIX + name);
      } catch { /* full, or forbidden */ }
    },
  };
}

/** What earlier forms of a plan, or of a cell, left. @param {Keys} keys */
function left({ cell, plan }) {
  const names = Object.keys(localStorage).filter((name) => name.startsWith(PREFIX));
  const all = names.map((name) => ({ name, ...JSON.parse(localStorage.getItem(name) ?? "{}") }));
  return all.filter((kept) => (kept.plan === plan ? plan || kept.cell === cell : kept.cell === cell && !plan && cell)); // a cell begins anew after a save
}

/** Whether there is something to take up. @param {Keys} keys */
export function anyUnsent(keys) {
  try { return left(keys).length > 0; } catch { return false; }
}

/** Take it up: from now on it is the caller's. @param {Keys} keys @returns {[path: string, unsent: Unsent][]} */
export function takeUnsent(keys) {
  try {
    const ours = left(keys);
    ours.forEach((kept) => localStorage.removeItem(kept.name));
    return ours.flatMap((kept) => Object.entries(kept.fields ?? {}).map(([path, unsent]) => /** @type {[string, Unsent]} */ ([path, { .../** @type {Unsent} */ (unsent), other: kept.plan !== keys.plan }])));
  } catch { return []; }
}

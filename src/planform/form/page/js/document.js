// The plan as a document in the notebook's own output, so that whoever opens the saved notebook without a kernel reads what the form says.

/** @import { State } from "./types.d.ts" */

const CALM = 3000; // ms without a change before the document is brought up to date
const HERE = "application/vnd.jupyter.widget-view+json";

/** Keep the outputs that show this form up to date; nothing on the page is drawn anew. @param {any} model @param {State} state @returns {() => void} */
export function keepDocument(model, state) {
  const notebook = model.widget_manager?.context?.model;
  if (!notebook?.cells || !notebook.sharedModel) return () => {};
  let timer = 0;

  /** @param {any} m */
  function lay({ model_id, data }) {
    for (const cell of notebook.cells) {
      const shared = cell.type === "code" ? cell.sharedModel : null;
      (shared?.getOutputs() ?? []).forEach((/** @type {any} */ output, /** @type {number} */ n) => {
        if (output.data?.[HERE]?.model_id !== model_id) return;
        shared.updateOutputs(n, n + 1, [{ ...output, data: { ...output.data, ...data } }], "silent-change"); // the view that stands there stays
        notebook.dirty = true;
      });
    }
  }
  const off = state.on((event) => {
    if (event.op === "document") { try { lay(event.message); } catch { /* another JupyterLab: the notebook keeps what the form said at first */ } return; }
    if (event.type === "status" && event.op !== "saved") return;
    clearTimeout(timer);
    timer = window.setTimeout(() => { if (!state.offline && !state.away) state.ask("document"); }, CALM);
  });
  return () => { clearTimeout(timer); off(); };
}

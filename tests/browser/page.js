// Laid into the page before JupyterLab runs: a handle on its notebook and its kernel for the tests.
window.lab = {
  panel: () => window.jupyterapp?.shell?.currentWidget,
  ready: (name) => {
    const panel = lab.panel();
    return panel?.context?.path === name && panel.sessionContext?.session?.kernel?.status === "idle" && panel.content.widgets[0]?.node.isConnected;
  },
  runAll: () => window.jupyterapp.commands.execute("notebook:run-all-cells"),
  /** The saved notebook as text, as it would be written now. */
  document: () => JSON.stringify(lab.panel().context.model.toJSON()),
  command: (id, args) => window.jupyterapp.commands.execute(id, args),
  /** Run code in the notebook's kernel, past the notebook; what it printed. */
  ask: async (code) => {
    let said = "";
    const future = lab.panel().sessionContext.session.kernel.requestExecute({ code, store_history: false });
    future.onIOPub = ({ header, content }) => {
      if (header.msg_type === "stream") said += content.text;
      else if (header.msg_type === "error") said += `${content.ename}: ${content.evalue}`;
    };
    await future.done;
    return said;
  },
};

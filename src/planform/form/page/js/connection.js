// Whether the kernel can be reached. JupyterLab knows; elsewhere only the end of a comm tells.

/**
 * @param {any} model of the widget
 * @param {(line: { away: boolean, ended: boolean }) => void} hear called whenever it may have changed
 * @returns {() => void} stops listening
 */
export function watchConnection(model, hear) {
  const session = model.widget_manager?.context?.sessionContext;
  const told = () => {
    const kernel = session.session?.kernel;
    hear({ away: Boolean(kernel) && kernel.connectionStatus !== "connected", ended: !kernel || ["dead", "terminating"].includes(kernel.status) });
  };
  const signals = session ? [session.connectionStatusChanged, session.statusChanged, session.kernelChanged] : [];
  signals.forEach((signal) => signal.connect(told));
  return () => signals.forEach((signal) => signal.disconnect(told));
}

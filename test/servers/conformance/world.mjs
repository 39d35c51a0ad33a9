/** What the server's clients share: lists that change, and who is told of it. */
export function createWorld() {
  const listeners = new Set();
  const shown = { tool: false, prompt: false };
  const tell = (change) => {
    for (const listener of [...listeners]) listener(change);
  };
  return {
    shown,
    /** Shows or hides the tool or prompt that comes and goes. */
    toggle(kind) {
      shown[kind] = !shown[kind];
      tell({ list: `${kind}s`, method: `notifications/${kind}s/list_changed` });
    },
    update(uri) {
      tell({ uri, method: 'notifications/resources/updated' });
    },
    /** @returns a function that ends it */
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

// Given to node with --import: what the built main process calls `electron/…` is the stand-in beside this file.
import { registerHooks } from 'node:module';

registerHooks({
  resolve: (name, context, next) =>
    name.startsWith('electron/')
      ? { url: new URL('./electron-module.mjs', import.meta.url).href, shortCircuit: true }
      : next(name, context),
});

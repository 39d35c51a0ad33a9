import { contextBridge, ipcRenderer } from 'electron/renderer';
import { desktopChannels } from '../shared/desktop-channels.ts';
import type { DesktopVerb, LmcpBridge } from '../shared/desktop-contract.ts';

const call = (verb: DesktopVerb) => (input: unknown) =>
  ipcRenderer.invoke(desktopChannels.host, verb, input);

/** Hands on what a message carries, never the event object that came with it. */
function listen<T>(channel: string, listener: (data: T) => void): () => void {
  const handOn = (_event: unknown, data: T) => listener(data);
  ipcRenderer.on(channel, handOn);
  return () => void ipcRenderer.off(channel, handOn);
}

const bridge: LmcpBridge = {
  invoke: (method, input) => ipcRenderer.invoke(desktopChannels.invoke, method, input),
  onEvent: (listener) => listen(desktopChannels.event, listener),
  host: {
    platform: process.platform as LmcpBridge['host']['platform'],
    onEngine: (listener) => listen(desktopChannels.engine, listener),
    onOpen: (listener) => listen(desktopChannels.open, listener),
    engine: call('engine'),
    startEngine: call('startEngine'),
    stopEngine: call('stopEngine'),
    chooseSavePath: call('chooseSavePath'),
    openAtLogin: call('openAtLogin'),
    setOpenAtLogin: call('setOpenAtLogin'),
    openExternal: call('openExternal'),
    quit: call('quit'),
  },
};

contextBridge.exposeInMainWorld('lmcp', bridge);

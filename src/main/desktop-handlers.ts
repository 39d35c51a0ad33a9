import { join } from 'node:path';
import type { z } from 'zod';
import type { DesktopVerb, desktopContract } from '../shared/desktop-contract.ts';
import type { EngineHost } from './engine-host.ts';
import type { LoginItem } from './login-item.ts';
import { confirmExternal, type ExternalPorts } from './open-external.ts';

type Contract = typeof desktopContract;

/** The desktop's abilities as main implements them: parsed input. */
export type DesktopHandlers = {
  readonly [V in DesktopVerb]: (
    input: z.output<Contract[V]['input']>,
  ) => Promise<z.output<Contract[V]['output']>>;
};

export interface HandlerPorts {
  readonly engine: Pick<EngineHost, 'engine' | 'start' | 'stop'>;
  readonly loginItem: LoginItem;
  readonly external: ExternalPorts;
  /** The system's dialog, over the window; null when the person cancelled. */
  readonly askSavePath: (suggestedPath: string) => Promise<string | null>;
  /** The folder that the dialog starts in. */
  readonly documentsDir: () => string;
  readonly quit: () => void;
}

export interface Desktop {
  readonly handlers: DesktopHandlers;
  /** True for a path that a person chose in a dialog since the start. */
  readonly isChosenPath: (path: string) => boolean;
}

/** What the page may ask of the desktop, each a few words around a port. */
export function createDesktopHandlers(ports: HandlerPorts): Desktop {
  const chosen = new Set<string>();
  const { engine, loginItem } = ports;
  return {
    isChosenPath: (path) => chosen.has(path),
    handlers: {
      engine: async () => engine.engine,
      startEngine: () => engine.start(),
      stopEngine: () => engine.stop(),
      chooseSavePath: async ({ suggestedName }) => {
        const path = await ports.askSavePath(join(ports.documentsDir(), suggestedName));
        if (path !== null) chosen.add(path);
        return { path };
      },
      openAtLogin: async () => loginItem.read(),
      setOpenAtLogin: async ({ open }) => loginItem.set(open),
      openExternal: async ({ url }) => ({ opened: await confirmExternal(url, ports.external) }),
      quit: async () => {
        // After the reply: the page hears that it was understood.
        setImmediate(ports.quit);
        return {};
      },
    },
  };
}

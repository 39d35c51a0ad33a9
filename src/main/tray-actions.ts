import type { Api } from '../shared/contract.ts';
import { toWire } from '../shared/errors.ts';
import type { EngineHost } from './engine-host.ts';
import type { LoginItem } from './login-item.ts';
import type { TrayAction } from './tray-model.ts';

export interface TrayActionPorts {
  readonly engine: Pick<EngineHost, 'start' | 'stop' | 'url'>;
  readonly api: Api;
  readonly loginItem: Pick<LoginItem, 'set'>;
  readonly copyText: (text: string) => void;
  readonly open: (view?: string) => void;
  readonly notify: (title: string, body: string) => void;
  readonly redraw: () => void;
  readonly quit: () => void;
}

function setOpenAtLogin({ loginItem, redraw, notify }: TrayActionPorts, open: boolean): void {
  const title = open ? 'LMCP does not open at login' : 'LMCP still opens at login';
  try {
    if (loginItem.set(open).open !== open) {
      notify(title, 'The system has the last word: look for LMCP in its settings for login.');
    }
  } catch (error) {
    notify(title, error instanceof Error ? error.message : String(error));
  } finally {
    // The line's check mark has turned by itself.
    redraw();
  }
}

/** What each line of the tray's menu does. A failure is told in a notification: a menu has no other place. */
export function createTrayActions(ports: TrayActionPorts): (action: TrayAction) => void {
  const { engine, api, copyText, notify } = ports;
  const run = async (action: TrayAction): Promise<void> => {
    switch (action.do) {
      case 'start':
        await engine.start();
        return;
      case 'stop':
        await engine.stop();
        return;
      case 'copyEndpoint':
        if (engine.url !== null) copyText(engine.url);
        return;
      case 'copySnippet': {
        const { title, text, unusable } = await api.clients.snippet({ id: action.client });
        if (unusable !== null) {
          notify(`${title} cannot connect with a snippet yet`, unusable);
          return;
        }
        copyText(text);
        notify(`Copied for ${action.client}`, `The ${title} snippet holds its token.`);
        return;
      }
      case 'restart':
        await api.servers.restart({ id: action.server });
        return;
      case 'open':
        ports.open(action.view);
        return;
      case 'openAtLogin':
        setOpenAtLogin(ports, action.open);
        return;
      case 'quit':
        ports.quit();
        return;
    }
  };
  return (action) => {
    run(action).catch((error: unknown) => {
      const { message, hint } = toWire(error);
      notify(message, hint);
    });
  };
}

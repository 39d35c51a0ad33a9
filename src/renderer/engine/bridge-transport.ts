import type { HostedEngine, LmcpBridge } from '../../shared/desktop-contract.ts';
import type { WireError } from '../../shared/errors.ts';
import { type Transport, unreachable } from './transport.ts';

/** The engine inside the desktop app, over the functions that the preload gave the page. */
export function createBridgeTransport(bridge: LmcpBridge): Transport {
  return {
    invoke: async (method, input) => {
      try {
        return await bridge.invoke(method, input);
      } catch {
        return { ok: false, error: unreachable('The app did not answer') };
      }
    },
    takeExport: async () => ({
      ok: false,
      error: unreachable('The app writes exports where a person chose'),
    }),
    listen: (listeners) => {
      let open = false;
      const follow = (engine: HostedEngine) => {
        if (engine.state === 'running' && !open) {
          open = true;
          listeners.opened();
        } else if (engine.state !== 'running') {
          end();
          listeners.closed(whyNotRunning(engine));
        }
      };
      const offs = [bridge.onEvent(listeners.event), bridge.host.onEngine(follow)];
      let ended = false;
      const end = () => {
        ended = true;
        for (const off of offs) off();
      };
      void bridge.host.engine({}).then((reply) => {
        if (ended) return;
        follow(reply.ok ? reply.value : { state: 'stopped', error: null });
      });
      return end;
    },
  };
}

function whyNotRunning({ state, error }: HostedEngine): WireError {
  const said = error === null ? `The engine is ${state}` : error.message;
  return { ...unreachable(said), hint: error?.hint ?? 'Start the engine.' };
}

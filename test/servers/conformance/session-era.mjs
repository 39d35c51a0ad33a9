import { capabilities, instructions, methods, respond, serverInfo } from './features.mjs';
import { Refusal } from './refusal.mjs';

const LEVELS = ['debug', 'info', 'notice', 'warning', 'error', 'critical', 'alert', 'emergency'];
const VERSIONS = ['2025-11-25', '2025-06-18', '2025-03-26', '2024-11-05'];

/**
 * One session of the eras up to 2025-11-25, whatever carries it.
 * @param send takes what belongs to no request
 */
export function createSession(world, send) {
  const session = { level: 'debug', capabilities: {}, watched: new Set() };
  const asked = new Map();
  const running = new Map();
  let lastId = 0;
  const end = world.subscribe(({ uri, method }) => {
    if (uri === undefined) send({ jsonrpc: '2.0', method });
    else if (session.watched.has(uri)) send({ jsonrpc: '2.0', method, params: { uri } });
  });

  const own = {
    initialize(params) {
      session.capabilities = params.capabilities;
      const protocolVersion = VERSIONS.find((known) => known === params.protocolVersion);
      return {
        protocolVersion: protocolVersion ?? VERSIONS[0],
        capabilities,
        serverInfo,
        instructions,
      };
    },
    ping: () => ({}),
    'logging/setLevel': ({ level }) => {
      session.level = level;
      return {};
    },
    'resources/subscribe': ({ uri }) => {
      session.watched.add(uri);
      return {};
    },
    'resources/unsubscribe': ({ uri }) => {
      session.watched.delete(uri);
      return {};
    },
  };

  function ask(sendRelated, { method, params }) {
    const needed = { 'roots/list': 'roots', 'sampling/createMessage': 'sampling' };
    const kind = needed[method] ?? 'elicitation';
    if (session.capabilities[kind] === undefined) {
      throw new Refusal(-32_602, `The client has no ${kind}`);
    }
    lastId += 1;
    const id = `server-${lastId}`;
    return new Promise((resolve, reject) => {
      asked.set(id, { resolve, reject });
      sendRelated({ jsonrpc: '2.0', id, method, params });
    });
  }

  function turnOf(params, sendRelated, signal) {
    const notify = (method, told) => sendRelated({ jsonrpc: '2.0', method, params: told });
    const progressToken = params._meta?.progressToken;
    return {
      world,
      signal,
      capabilities: session.capabilities,
      async ask(requests) {
        const answers = Object.entries(requests).map(async ([key, request]) => [
          key,
          await ask(sendRelated, request),
        ]);
        return Object.fromEntries(await Promise.all(answers));
      },
      log(level, data) {
        if (LEVELS.indexOf(level) < LEVELS.indexOf(session.level)) return;
        notify('notifications/message', { level, logger: serverInfo.name, data });
      },
      progress(told) {
        if (progressToken === undefined) return;
        notify('notifications/progress', { progressToken, ...told });
      },
    };
  }

  function take({ id, result, error }) {
    const waiting = asked.get(id);
    asked.delete(id);
    if (error === undefined) waiting?.resolve(result);
    else waiting?.reject(new Refusal(error.code, `The client refused: ${error.message}`));
  }

  return {
    end,
    /**
     * @param sendRelated takes what belongs to this message
     * @returns the response; undefined for what needs none
     */
    async receive(message, sendRelated) {
      const { id, method, params = {} } = message;
      if (method === undefined) return take(message);
      if (id === undefined) {
        if (method === 'notifications/cancelled') running.get(params.requestId)?.abort();
        return undefined;
      }
      const handler = own[method] ?? methods[method];
      const abort = new AbortController();
      running.set(id, abort);
      const turn = turnOf(params, sendRelated, abort.signal);
      const response = await respond(id, () => {
        if (handler === undefined) throw new Refusal(-32_601, `No method is called ${method}`);
        return handler(params, turn);
      });
      running.delete(id);
      return abort.signal.aborted ? undefined : response;
    },
  };
}

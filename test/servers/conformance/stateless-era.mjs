import { capabilities, instructions, methods, respond, serverInfo, TASKS } from './features.mjs';
import { Refusal, requireCapability } from './refusal.mjs';
import { createAsk, InputRequired } from './rounds.mjs';
import { createTasks } from './tasks.mjs';

const META = 'io.modelcontextprotocol/';
export const STATELESS_VERSION = '2026-07-28';
const SUPPORTED = [STATELESS_VERSION, '2025-11-25'];
const LEVELS = ['debug', 'info', 'notice', 'warning', 'error', 'critical', 'alert', 'emergency'];

/** Results that a client may keep for a while. */
const CACHEABLE = new Set([
  'server/discover',
  'tools/list',
  'prompts/list',
  'resources/list',
  'resources/templates/list',
  'resources/read',
]);

/** The version that a message claims in `_meta`; undefined where it claims none. */
export function claimedVersion(message) {
  return message.params?._meta?.[`${META}protocolVersion`];
}

function metaOf(params) {
  const meta = params._meta;
  const version = meta?.[`${META}protocolVersion`];
  const declared = meta?.[`${META}clientCapabilities`];
  if (typeof version !== 'string' || typeof declared !== 'object') {
    throw new Refusal(-32_602, 'protocolVersion and clientCapabilities are needed in _meta');
  }
  if (version !== STATELESS_VERSION) {
    const data = { supported: SUPPORTED, requested: version };
    throw new Refusal(-32_022, `Version ${version} is not supported`, data);
  }
  return { declared, level: meta[`${META}logLevel`], progressToken: meta.progressToken };
}

function matches(filter, { list, uri }) {
  if (uri !== undefined) return filter.resourceSubscriptions?.includes(uri) === true;
  return filter[`${list}ListChanged`] === true;
}

/** The era of 2026-07-28, whatever carries it: nothing is kept between two requests. */
export function createStateless(world) {
  const tasks = createTasks();

  function ofTasks(handler) {
    return (params, turn) => {
      requireCapability(turn.capabilities, { extensions: { [TASKS]: {} } });
      return handler(params);
    };
  }

  const own = {
    'server/discover': () => ({
      supportedVersions: SUPPORTED,
      capabilities: { ...capabilities, extensions: { [TASKS]: {} } },
      instructions,
    }),
    'tasks/get': ofTasks(tasks.get),
    'tasks/update': ofTasks(tasks.update),
    'tasks/cancel': ofTasks(tasks.cancel),
  };

  /** Holds the stream open until the client has gone. */
  function listen(id, { notifications: filter }, send, signal) {
    const _meta = { [`${META}subscriptionId`]: id };
    const tell = (method, params) => send({ jsonrpc: '2.0', method, params: { ...params, _meta } });
    tell('notifications/subscriptions/acknowledged', { notifications: filter });
    return new Promise((resolve) => {
      const end = world.subscribe((change) => {
        if (!matches(filter, change)) return;
        tell(change.method, change.uri === undefined ? {} : { uri: change.uri });
      });
      signal.addEventListener('abort', () => {
        end();
        resolve({ _meta });
      });
    });
  }

  function turnOf(params, meta, send, signal) {
    const notify = (method, told) => send({ jsonrpc: '2.0', method, params: told });
    const { progressToken } = meta;
    return {
      world,
      signal,
      tasks,
      capabilities: meta.declared,
      ask: createAsk(params, meta.declared),
      log(level, data) {
        if (meta.level === undefined || LEVELS.indexOf(level) < LEVELS.indexOf(meta.level)) return;
        notify('notifications/message', { level, logger: serverInfo.name, data });
      },
      progress(told) {
        if (progressToken === undefined) return;
        notify('notifications/progress', { progressToken, ...told });
      },
    };
  }

  async function answer(id, method, params, send, signal) {
    const meta = metaOf(params);
    if (method === 'subscriptions/listen') return listen(id, params, send, signal);
    const handler = own[method] ?? methods[method];
    if (handler === undefined) throw new Refusal(-32_601, `No method is called ${method}`);
    try {
      return await handler(params, turnOf(params, meta, send, signal));
    } catch (error) {
      if (error instanceof InputRequired) return error.result;
      throw error;
    }
  }

  return {
    /** @param send takes what belongs to this request */
    receive({ id, method, params = {} }, send, signal) {
      return respond(id, async () => {
        const result = await answer(id, method, params, send, signal);
        return {
          resultType: 'complete',
          ...(CACHEABLE.has(method) ? { ttlMs: 0, cacheScope: 'private' } : {}),
          ...result,
          _meta: { [`${META}serverInfo`]: serverInfo, ...result._meta },
        };
      });
    },
  };
}

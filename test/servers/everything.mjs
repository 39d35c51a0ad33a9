// A server with a little of everything but requests of its own. Argument 1 is a label that its texts carry. Tools:
//   received   every request that reached it, as JSON: [{ method, params }], prompts/get and the like with the bytes of their line
//   change     changes a list and says so: { list: "prompts" | "resources" | "instructions" }
//   touch      tells that a resource was updated: { uri }
//   deep       tells everything that it can tell, with a member nested to `depth`
//   log        writes a log message: { level, data }, with `later` when its call was answered
import { answer, send, serve, text } from './mcp-stdio.mjs';

const label = process.argv[2] ?? 'a';
const received = [];
let version = 1;
let level = 'none';
const subscribed = new Set();

const notify = (method, params) => send({ jsonrpc: '2.0', method, params });

const prompts = () => [
  { name: 'greet', description: `Greets, version ${version}`, arguments: [{ name: 'who' }] },
  { name: 'draft', title: 'Draft', icons: [{ src: 'data:image/png;base64,AA==' }], extra: [1] },
  ...(version > 1 ? [{ name: 'late' }] : []),
];

const resources = () => [
  { uri: 'memo://shared', name: 'Shared', mimeType: 'text/plain' },
  { uri: `Memo://${label}/Own`, name: 'Own', size: version },
  ...(version > 1 ? [{ uri: `memo://${label}/new`, name: 'New' }] : []),
];

const templates = [{ uriTemplate: `memo://${label}/notes/{id}`, name: 'Notes' }];

function many() {
  const count = Number(process.env.MANY_RESOURCES ?? 0);
  return Array.from({ length: count }, (_, index) => ({ uri: `many://${index}`, name: 'One' }));
}

const methods = {
  'prompts/list': () => ({ prompts: prompts() }),
  'prompts/get': ({ name, arguments: given }) => ({
    messages: [
      { role: 'user', content: { type: 'text', text: `${label} ${name} ${given?.who ?? ''}` } },
    ],
  }),
  'resources/list': () => ({ resources: [...resources(), ...many()] }),
  'resources/templates/list': () => ({ resourceTemplates: templates }),
  'resources/read': ({ uri }) => ({ contents: [{ uri, text: `${label} has ${uri}` }] }),
  'resources/subscribe': ({ uri }) => {
    subscribed.add(uri);
    return {};
  },
  'resources/unsubscribe': ({ uri }) => {
    subscribed.delete(uri);
    return {};
  },
  'completion/complete': ({ ref, argument }) => ({
    completion: { values: [`${label}:${ref.name ?? ref.uri}:${argument.value}`], total: 1 },
  }),
  'logging/setLevel': (params) => {
    level = params.level;
    return {};
  },
};

serve({
  tools: ['received', 'change', 'touch', 'log', 'deep', 'state'],
  capabilities: {
    prompts: { listChanged: true },
    resources: { subscribe: true, listChanged: true },
    completions: {},
    logging: {},
  },
  instructions: `Instructions of ${label}.`,
  call({ name, arguments: given }) {
    if (name === 'received') return text(JSON.stringify(received));
    if (name === 'state') return text(JSON.stringify({ level, subscribed: [...subscribed] }));
    if (name === 'touch') notify('notifications/resources/updated', { uri: given.uri });
    if (name === 'log') {
      const { level: severity, data, later } = given;
      const log = () => notify('notifications/message', { level: severity, data });
      if (later) setTimeout(log, 20);
      else log();
    }
    if (name === 'deep') {
      const deep = `${'['.repeat(given.depth)}${']'.repeat(given.depth)}`;
      const told = { message: '"level":"error"', 'resources/updated': '"uri":"memo://shared"' };
      for (const [what, member] of Object.entries({ ...told, 'tasks/status': '"taskId":"t"' })) {
        process.stdout.write(
          `{"jsonrpc":"2.0","method":"notifications/${what}","params":{${member},"data":${deep}}}\n`,
        );
      }
    }
    if (name === 'change') {
      version++;
      notify(`notifications/${given.list}/list_changed`);
    }
    return text('done');
  },
  other({ id, method, params }, line) {
    if (id === undefined) return;
    received.push({ method, params, line });
    const handler = methods[method];
    if (handler === undefined) {
      send({ jsonrpc: '2.0', id, error: { code: -32601, message: `No ${method}` } });
    } else answer(id, handler(params));
  },
});

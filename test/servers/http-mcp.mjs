// An MCP server over HTTP whose manners are chosen by the path: /<manner>/<label>. Prints one line of JSON with its port.
// GET /log/<label> answers what arrived under that label: [{ verb, url, headers, body }]; with ?until=TEXT it waits for a body
// that holds the text.
//   json         answers with application/json        stream    answers with text/event-stream
//   cut          streams, is cut within the answer, and gives the answer to GET with Last-Event-ID
//   old          HTTP+SSE of 2024-11-05               elsewhere the same, but names an endpoint of another origin
//   deaf         never answers a ping
//   forgetful    answers 400 instead of 404 for a session that it does not know
//   unauthorized 401      forbidden 403      gone 404 to everything
//   moved        307 to /json/<label>                 lured     307 to the origin in the query `to`
//   hostile      lists tools that must not be offered  many     lists 10,000 tools
import { createServer } from 'node:http';

const logs = new Map();
const logWaiters = new Set();
const sessions = new Set();
const listeners = new Map();
const changed = new Set();
/** Answers of streams that were cut, by session. */
const kept = new Map();
/** Calls that wait for an answer of the client, by label. */
const waits = new Map();
let nextSession = 1;

function toolsOf({ manner, label }) {
  const schema = '"inputSchema":{"type":"object"}';
  if (manner === 'many')
    return Array.from({ length: 10_000 }, (_, index) => `{"name":"t${index}",${schema}}`);
  if (manner === 'hostile') {
    const elsewhere = `http://127.0.0.1:${server.address().port}/json/fetched`;
    return [
      `{"name":"fine",${schema}}`,
      `{"name":"escape","description":"\\u001b[2J",${schema}}`,
      `{"name":"hidden","description":"a\\u200bb",${schema}}`,
      `{"name":"huge","inputSchema":{"type":"object","description":"${'x'.repeat(1_048_576)}"}}`,
      `{"name":"remote","inputSchema":{"type":"object","allOf":[{"$ref":"${elsewhere}"}]}}`,
    ];
  }
  const description = changed.has(label) ? 'Says something else' : 'Says it again';
  return [
    `{"name":"echo","description":"${description}",${schema}, "x":[1.0,9007199254740993]}`,
    `{"name":"headers",${schema}}`,
    `{"name":"change",${schema}}`,
  ];
}

/** The `result` or `error` member of the answer, as text. */
function answerTo({ method, params }, context) {
  if (method === 'initialize')
    return '"result":{"protocolVersion":"2025-11-25","capabilities":{"tools":{"listChanged":true}},"serverInfo":{"name":"http-mcp","version":"1"}}';
  if (method === 'tools/list') return `"result":{"tools":[${toolsOf(context).join(',')}]}`;
  switch (params?.name) {
    case 'echo':
      return `"result":{"content":[],"raw": ${JSON.stringify(context.raw)} ,"n":[1.0, 9007199254740993,1E2]}`;
    case 'headers': {
      const text = JSON.stringify(JSON.stringify(context.headers));
      return `"result":{"content":[{"type":"text","text":${text}}]}`;
    }
    case 'fails':
      return '"result":{"content":[],"isError":true}';
    case 'refuses':
      return '"error":{"code":-32050,"message":"no","data":{"n":1.0}}';
    case 'deep':
      return `"result":{"d":${'['.repeat(20_000)}${']'.repeat(20_000)}}`;
    default:
      return '"result":{}';
  }
}

const answerLine = (message, context) =>
  `{"jsonrpc":"2.0","id":${message.id},${answerTo(message, context)}}`;
const event = (data) => `event: message\ndata: ${data}\n\n`;

/** 100 MB of one result, written only as fast as it is read. */
function pourOut(response, id, asStream) {
  const block = 'x'.repeat(65_536);
  let blocks = 1_600;
  response.write(`${asStream ? 'data: ' : ''}{"jsonrpc":"2.0","id":${id},"result":{"text":"`);
  const pour = () => {
    while (blocks-- > 0) if (!response.write(block)) return;
    response.end(`"}}${asStream ? '\n\n' : ''}`);
  };
  response.on('drain', pour);
  pour();
}

/** Tools that misbehave below JSON-RPC. Each answers for itself. */
const rude = {
  silent: () => {},
  dies: (response) => response.socket.destroy(),
  coded: (response) =>
    response
      .writeHead(200, { 'content-type': 'application/json', 'content-encoding': 'gzip' })
      .end('xx'),
  status: (response, message) =>
    response.writeHead(message.params.arguments.status, { 'content-type': 'text/plain' }).end('no'),
  'error-in-400': (response, message, context) =>
    response
      .writeHead(400, { 'content-type': 'application/json' })
      .end(answerLine({ ...message, params: { name: 'refuses' } }, context)),
  'wrong-id': (response) =>
    response
      .writeHead(200, { 'content-type': 'application/json' })
      .end('{"jsonrpc":"2.0","id":1,"result":{}}'),
  batch: (response, message) =>
    response
      .writeHead(200, { 'content-type': 'application/json' })
      .end(`[{"jsonrpc":"2.0","id":${message.id},"result":{}}]`),
  garbage: (response) =>
    response.writeHead(200, { 'content-type': 'application/json' }).end('{"jsonrpc":'),
  // Asks on the stream of the call, and answers with the message that the answer came in.
  waits: (response, message, { label }) => {
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    response.write(event('{"jsonrpc":"2.0","id":"w1","method":"elicitation/create","params":{}}'));
    waits.set(label, (raw) => {
      const text = JSON.stringify(raw);
      const result = `{"content":[{"type":"text","text":${text}}]}`;
      response.end(event(`{"jsonrpc":"2.0","id":${message.id},"result":${result}}`));
    });
  },
  giant: (response, message, { manner }) => {
    const asStream = manner === 'stream';
    const type = asStream ? 'text/event-stream' : 'application/json';
    response.writeHead(200, { 'content-type': type });
    pourOut(response, message.id, asStream);
  },
};

/** What a stream brings before the answer. */
function prelude(message) {
  const token = JSON.stringify(message.params?._meta?.progressToken);
  const progress = (name, value) =>
    event(
      `{"jsonrpc":"2.0","method":"notifications/progress","params":{"progressToken":${name}, "progress":${value}}}`,
    );
  switch (message.params?.name) {
    case 'progress':
      return `${Array.from({ length: 30 }, (_, step) => progress(token, step)).join('')}${progress('"another"', 1)}`;
    case 'asks':
      return ['sampling/createMessage', 'elicitation/create', 'roots/list', 'ping']
        .map((method, id) => event(`{"jsonrpc":"2.0","id":"q${id}","method":"${method}"}`))
        .join('');
    default:
      return '';
  }
}

function post(request, response, context) {
  const message = JSON.parse(context.raw);
  const { manner, label } = context;
  const opens = message.method === 'initialize';
  const sessionId = opens ? `s-${nextSession++}` : request.headers['mcp-session-id'];
  if (opens) sessions.add(sessionId);
  const tool = message.params?.name ?? '';
  if (!sessions.has(sessionId) || tool === 'forget') {
    sessions.delete(sessionId);
    response
      .writeHead(manner === 'forgetful' ? 400 : 404, { 'content-type': 'application/json' })
      .end('{"jsonrpc":"2.0","id":null,"error":{"code":-32000,"message":"No such session"}}');
  } else if (manner === 'deaf' && message.method === 'ping') {
    rude.silent();
  } else if (message.id === undefined || message.method === undefined) {
    response.writeHead(202).end();
    if (message.method === undefined) waits.get(label)?.(context.raw);
  } else if (Object.hasOwn(rude, tool)) {
    rude[tool](response, message, context);
  } else {
    if (tool === 'change') announceChange(label);
    answer(response, message, { ...context, sessionId, opens });
    // From now on it knows the session no more.
    if (tool === 'amnesia') sessions.delete(sessionId);
  }
}

function announceChange(label) {
  changed.add(label);
  const news = event('{"jsonrpc":"2.0","method":"notifications/tools/list_changed"}');
  for (const listener of listeners.get(label) ?? []) listener.write(news);
}

function answer(response, message, context) {
  const { manner, sessionId, opens } = context;
  const asStream = manner === 'stream' || manner === 'cut';
  response.writeHead(200, {
    ...(opens ? { 'mcp-session-id': sessionId } : {}),
    'content-type': asStream ? 'text/event-stream' : 'application/json; charset=utf-8',
  });
  const line = answerLine(message, context);
  if (!asStream) {
    response.end(line);
  } else if (manner === 'cut' && message.params?.name === 'echo') {
    kept.set(sessionId, line);
    response.write('retry: 1\nid: cut-1\ndata:\n\nid: cut-2\ndata: {"cut', () =>
      response.destroy(),
    );
  } else {
    const again = message.params?.name === 'twice' ? event(line) : '';
    response.end(`${prelude(message)}${event(line)}${again}`);
  }
}

function listen(request, response, { label }) {
  response.writeHead(200, { 'content-type': 'text/event-stream' });
  response.flushHeaders();
  if (request.headers['last-event-id'] === 'cut-1') {
    response.end(event(kept.get(request.headers['mcp-session-id'])));
    return;
  }
  const all = listeners.get(label) ?? new Set();
  listeners.set(label, all.add(response));
  response.on('close', () => all.delete(response));
}

function serveOld(request, response, context) {
  const { label, manner } = context;
  if (request.method === 'GET') {
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    const place = manner === 'old' ? `/old/${label}?post` : `http://localhost:1/old/${label}`;
    response.write(`event: endpoint\ndata: ${place}\n\n`);
    listeners.set(label, new Set([response]));
  } else if (request.url.endsWith('?post')) {
    response.writeHead(202).end('Accepted');
    const message = JSON.parse(context.raw);
    const [stream] = listeners.get(label) ?? [];
    if (message.params?.name === 'hangup') stream?.end();
    else if (message.id !== undefined && message.params?.name !== 'silent')
      stream?.write(event(answerLine(message, context)));
  } else {
    response.writeHead(405, { allow: 'GET' }).end();
  }
}

function answerLog(request, response, label) {
  const wanted = new URL(request.url, 'http://x').searchParams.get('until');
  const check = () => {
    const entries = logs.get(label) ?? [];
    if (wanted !== null && !entries.some(({ body }) => body.includes(wanted))) return;
    logWaiters.delete(check);
    response.end(JSON.stringify(entries));
  };
  logWaiters.add(check);
  check();
}

const refusals = {
  unauthorized: (response) => response.writeHead(401, { 'www-authenticate': 'Bearer' }).end(),
  forbidden: (response) => response.writeHead(403).end(),
  gone: (response) => response.writeHead(404).end(),
  moved: (response, { label }) => response.writeHead(307, { location: `/json/${label}` }).end(),
  lured: (response, { url }) =>
    response.writeHead(307, { location: url.searchParams.get('to') }).end(),
};

function serve(request, response, context) {
  const { manner } = context;
  if (Object.hasOwn(refusals, manner)) refusals[manner](response, context);
  else if (manner === 'old' || manner === 'elsewhere') serveOld(request, response, context);
  else if (request.method === 'GET') listen(request, response, context);
  else if (request.method === 'DELETE') response.writeHead(204).end();
  else post(request, response, context);
}

const server = createServer((request, response) => {
  const chunks = [];
  request.on('data', (chunk) => chunks.push(chunk));
  request.on('end', () => {
    const raw = Buffer.concat(chunks).toString('utf8');
    const url = new URL(request.url, 'http://x');
    const [, manner, label] = url.pathname.split('/');
    if (manner === 'log') {
      answerLog(request, response, label);
      return;
    }
    const entry = { verb: request.method, url: request.url, headers: request.headers, body: raw };
    logs.set(label, [...(logs.get(label) ?? []), entry]);
    for (const check of [...logWaiters]) check();
    serve(request, response, { manner, label, url, raw, headers: request.headers });
  });
});

server.listen(Number(process.argv[2] ?? 0), '127.0.0.1', () => {
  process.stdout.write(`${JSON.stringify({ port: server.address().port })}\n`);
});

// An MCP server over HTTP whose manners are chosen by the path: /<manner>/<label>. Prints one line of JSON with its port.
// GET /log/<label> returns what arrived under that label: [{ verb, url, headers, body }].
//   json         answers with application/json        stream    answers with text/event-stream
//   cut          streams, is cut before the answer, and gives the answer to GET with Last-Event-ID
//   old          HTTP+SSE of 2024-11-05               elsewhere as old, but names an endpoint of another origin
//   forgetful    answers 400 instead of 404 for a session that it does not know
//   unauthorized 401      forbidden 403      gone 404 to everything
//   moved        307 to /json/<label>                 lured     307 to the origin in the query `to`
//   hostile      lists tools that must not be offered
import { createServer } from 'node:http';

const logs = new Map();
const sessions = new Map();
const listeners = new Map();
let nextSession = 1;

const tools = {
  good: [
    '{"name":"echo","description":"Says it again","inputSchema":{"type":"object"}, "x":[1.0,9007199254740993]}',
    '{"name":"slow","inputSchema":{"type":"object"}}',
  ],
  hostile: [
    '{"name":"fine","inputSchema":{"type":"object"}}',
    '{"name":"escape","description":"\\u001b[2J","inputSchema":{"type":"object"}}',
    `{"name":"huge","inputSchema":{"type":"object","description":"${'x'.repeat(1_048_576)}"}}`,
    '{"name":"remote","inputSchema":{"type":"object","properties":{"a":{"$ref":"SELF"}}}}',
  ],
};

/** The `result` or `error` member of the answer, as text; null for no answer. */
function answerTo(message, context) {
  const { method, params } = message;
  if (method === 'initialize') {
    return `"result":{"protocolVersion":"2025-11-25","capabilities":{"tools":{"listChanged":true}},"serverInfo":{"name":"http-mcp","version":"1"}}`;
  }
  if (method === 'ping') return '"result":{}';
  if (method === 'tools/list') {
    const list = context.manner === 'hostile' ? tools.hostile : tools.good;
    const self = `http://127.0.0.1:${server.address().port}/json/fetched`;
    return `"result":{"tools":[${list.join(',').replace('SELF', self)}]}`;
  }
  if (method !== 'tools/call') return '"error":{"code":-32601,"message":"Method not found"}';
  switch (params.name) {
    case 'echo':
      return `"result":{"content":[],"raw": ${JSON.stringify(context.raw)} ,"n":[1.0, 9007199254740993,1E2]}`;
    case 'headers':
      return `"result":{"headers":${JSON.stringify(context.headers)}}`;
    case 'fails':
      return '"result":{"content":[],"isError":true}';
    case 'refuses':
      return '"error":{"code":-32050,"message":"no","data":{"n":1.0}}';
    case 'deep':
      return `"result":{"d":${'['.repeat(20_000)}${']'.repeat(20_000)}}`;
    case 'changes':
      for (const listener of listeners.get(context.label) ?? []) {
        listener.write(event('{"jsonrpc":"2.0","method":"notifications/tools/list_changed"}'));
      }
      return '"result":{}';
    default:
      return null;
  }
}

function event(data, id) {
  return `${id === undefined ? '' : `id: ${id}\n`}event: message\ndata: ${data}\n\n`;
}

function progress(token, value) {
  return `{"jsonrpc":"2.0","method":"notifications/progress","params":{"progressToken":${JSON.stringify(token)}, "progress":${value}}}`;
}

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

function post(request, response, context) {
  const message = JSON.parse(context.raw);
  const { label, manner } = context;
  const opens = message.method === 'initialize';
  const sessionId = opens ? `s-${nextSession++}` : request.headers['mcp-session-id'];
  if (opens) sessions.set(sessionId, label);
  else if (!sessions.has(sessionId)) {
    const status = manner === 'forgetful' ? 400 : 404;
    response.writeHead(status, { 'content-type': 'application/json' });
    response.end('{"jsonrpc":"2.0","id":null,"error":{"code":-32000,"message":"No such session"}}');
    return;
  }
  if (message.id === undefined || message.method === undefined) {
    response.writeHead(202).end();
    return;
  }
  const tool = message.method === 'tools/call' ? message.params.name : '';
  if (tool === 'forget') {
    sessions.delete(sessionId);
    sessions.delete(`${label}`);
  }
  const headers = opens ? { 'mcp-session-id': sessionId } : {};
  const asStream = manner === 'stream' || manner === 'cut';
  const contentType = asStream ? 'text/event-stream' : 'application/json; charset=utf-8';
  if (tool === 'silent') return;
  if (tool === 'dies') {
    request.socket.destroy();
    return;
  }
  if (tool === 'coded') {
    response.writeHead(200, { 'content-type': contentType, 'content-encoding': 'gzip' });
    response.end('xx');
    return;
  }
  if (tool === 'status') {
    response.writeHead(message.params.arguments.status, { 'content-type': 'text/plain' });
    response.end('no');
    return;
  }
  response.writeHead(200, { ...headers, 'content-type': contentType });
  if (tool === 'giant') {
    pourOut(response, message.id, asStream);
    return;
  }
  if (tool === 'wrong-id') {
    response.end('{"jsonrpc":"2.0","id":1,"result":{}}');
    return;
  }
  if (tool === 'progress') {
    const token = message.params._meta?.progressToken;
    for (let step = 1; step <= 30; step++) response.write(event(progress(token, step)));
    response.write(event(progress('another', 1)));
  }
  if (tool === 'asks') {
    response.write(
      event('{"jsonrpc":"2.0","id":"q1","method":"sampling/createMessage","params":{}}'),
    );
    response.write(event('{"jsonrpc":"2.0","id":7,"method":"ping"}'));
  }
  const answer = `{"jsonrpc":"2.0","id":${message.id},${answerTo(message, context) ?? '"result":{}'}}`;
  if (!asStream) {
    response.end(answer);
    return;
  }
  if (manner === 'cut' && tool === 'echo') {
    context.kept.set(sessionId, answer);
    response.write(`retry: 1\nid: cut-1\ndata:\n\n`);
    setImmediate(() => response.destroy());
    return;
  }
  response.write(event(answer));
  if (tool === 'twice') response.write(event(answer));
  response.end();
}

const kept = new Map();

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
    return;
  }
  if (!request.url.endsWith('?post')) {
    response.writeHead(405, { allow: 'GET' }).end();
    return;
  }
  response.writeHead(202).end('Accepted');
  const message = JSON.parse(context.raw);
  const [stream] = listeners.get(label) ?? [];
  if (message.params?.name === 'hangup') {
    stream?.end();
    return;
  }
  const answer = message.id === undefined ? null : answerTo(message, context);
  if (answer !== null) stream?.write(event(`{"jsonrpc":"2.0","id":${message.id},${answer}}`));
}

function serve(request, response, context) {
  const { manner, label } = context;
  switch (manner) {
    case 'log':
      response.end(JSON.stringify(logs.get(label) ?? []));
      return;
    case 'unauthorized':
      response.writeHead(401, { 'www-authenticate': 'Bearer' }).end();
      return;
    case 'forbidden':
      response.writeHead(403).end();
      return;
    case 'gone':
      response.writeHead(404).end();
      return;
    case 'moved':
      response.writeHead(307, { location: `/json/${label}` }).end();
      return;
    case 'lured':
      response.writeHead(307, {
        location: new URL(request.url, 'http://x').searchParams.get('to'),
      });
      response.end();
      return;
    case 'old':
    case 'elsewhere':
      serveOld(request, response, context);
      return;
    default:
      if (request.method === 'GET') listen(request, response, context);
      else if (request.method === 'DELETE') response.writeHead(204).end();
      else post(request, response, context);
  }
}

const server = createServer((request, response) => {
  const chunks = [];
  request.on('data', (chunk) => chunks.push(chunk));
  request.on('end', () => {
    const raw = Buffer.concat(chunks).toString('utf8');
    const [, manner, label] = new URL(request.url, 'http://x').pathname.split('/');
    const { method: verb, url, headers } = request;
    if (manner !== 'log') {
      logs.set(label, [...(logs.get(label) ?? []), { verb, url, headers, body: raw }]);
    }
    serve(request, response, { manner, label, raw, headers, kept });
  });
});

server.listen(Number(process.argv[2] ?? 0), '127.0.0.1', () => {
  process.stdout.write(`${JSON.stringify({ port: server.address().port })}\n`);
});

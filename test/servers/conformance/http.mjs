import { randomUUID } from 'node:crypto';
import { createServer } from 'node:http';
import { headerFault } from './headers.mjs';
import { createSession } from './session-era.mjs';
import { claimedVersion, createStateless } from './stateless-era.mjs';

const SESSION_VERSIONS = ['2024-11-05', '2025-03-26', '2025-06-18', '2025-11-25'];
const STATUS_OF_CODE = { [-32_601]: 404, [-32_602]: 400, [-32_021]: 400, [-32_022]: 400 };

/** A JSON answer that becomes a stream of events as soon as something else has to be sent first. */
class Reply {
  #response;

  constructor(response) {
    this.#response = response;
  }

  open() {
    if (this.#response.headersSent) return;
    this.#response.writeHead(200, {
      'content-type': 'text/event-stream',
      'cache-control': 'no-store',
    });
    this.#response.flushHeaders();
  }

  send(message) {
    this.open();
    this.#response.write(`event: message\ndata: ${JSON.stringify(message)}\n\n`);
  }

  json(status, message, headers = {}) {
    this.#response.writeHead(status, { 'content-type': 'application/json', ...headers });
    this.#response.end(JSON.stringify(message));
  }

  empty(status) {
    this.#response.writeHead(status).end();
  }

  end(message, status, headers) {
    if (!this.#response.headersSent) return this.json(status, message, headers);
    this.send(message);
    this.#response.end();
  }
}

function isStateless(headers, message) {
  const version = headers['mcp-protocol-version'];
  if (claimedVersion(message) !== undefined) return true;
  return version !== undefined && !SESSION_VERSIONS.includes(version);
}

/** What servers of the session era say to a request without a session. */
function noSession({ id = null }) {
  const error = { code: -32_000, message: 'Bad Request: Server not initialized' };
  return { jsonrpc: '2.0', id, error };
}

function isLocal(host = '') {
  return /^(?:localhost|127\.0\.0\.1|\[::1\])(?::\d+)?$/.test(host);
}

/**
 * Serves over Streamable HTTP on loopback and says its port on stdout.
 * @param isOld whether it was written before there was a stateless era
 */
export function serveHttp(world, port, isOld) {
  const sessions = new Map();
  const stateless = createStateless(world);

  async function receiveStateless(message, request, response, reply) {
    const fault = headerFault(request.headers, message);
    if (fault !== undefined) {
      const error = { code: -32_020, message: fault };
      return reply.json(400, { jsonrpc: '2.0', id: message.id ?? null, error });
    }
    if (message.id === undefined) return reply.empty(202);
    const abort = new AbortController();
    response.on('close', () => abort.abort());
    const answer = await stateless.receive(message, (part) => reply.send(part), abort.signal);
    if (abort.signal.aborted) return;
    reply.end(answer, STATUS_OF_CODE[answer.error?.code] ?? 200);
  }

  function openSession() {
    const id = randomUUID();
    const entry = { id, stream: undefined };
    entry.session = createSession(world, (message) => entry.stream?.send(message));
    sessions.set(id, entry);
    return entry;
  }

  async function receiveInSession(message, request, reply) {
    const opens = message.method === 'initialize';
    const sessionId = request.headers['mcp-session-id'];
    if (!opens && sessionId === undefined) return reply.json(400, noSession(message));
    const entry = opens ? openSession() : sessions.get(sessionId);
    if (entry === undefined) return reply.empty(404);
    const answer = await entry.session.receive(message, (part) => reply.send(part));
    if (answer === undefined) return reply.empty(202);
    reply.end(answer, 200, opens ? { 'mcp-session-id': entry.id } : {});
  }

  function listenOrEnd(request, reply) {
    const entry = sessions.get(request.headers['mcp-session-id']);
    if (entry === undefined) return reply.empty(404);
    if (request.method === 'GET') {
      entry.stream = reply;
      return reply.open();
    }
    entry.session.end();
    sessions.delete(entry.id);
    return reply.empty(204);
  }

  const server = createServer(async (request, response) => {
    const reply = new Reply(response);
    if (!isLocal(request.headers.host)) return reply.empty(403);
    if (request.method === 'GET' || request.method === 'DELETE') return listenOrEnd(request, reply);
    const chunks = [];
    for await (const chunk of request) chunks.push(chunk);
    const message = JSON.parse(Buffer.concat(chunks).toString());
    if (!isOld && isStateless(request.headers, message)) {
      await receiveStateless(message, request, response, reply);
    } else await receiveInSession(message, request, reply);
  });
  server.listen(port, '127.0.0.1', () => {
    process.stdout.write(`${JSON.stringify({ port: server.address().port })}\n`);
  });
}

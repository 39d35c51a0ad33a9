// A server of the official SDK that speaks 2026-07-28. Argument 1: `stdio`, or `http`, which prints one line of JSON with its port;
// argument 2: `only` refuses the session era, `both` serves it too. Tools:
//   add      two numbers; `a` travels in the header Mcp-Param-First as well
//   report   what the request brought: { clientInfo, capabilities, meta, headers }
//   confirm  asks for a confirmation first, and answers with it
//   steps    asks `rounds` times, one question a round, and only then does what it is for: { executions, answers }
//   chatter  logs and reports progress before it answers
//   grow     offers one tool more, and says that its list changed
import { createServer } from 'node:http';
import { createMcpHandler, inputRequired, McpServer } from '@modelcontextprotocol/server';
import { serveStdio } from '@modelcontextprotocol/server/stdio';
import { z } from 'zod';

const [transport, eras] = process.argv.slice(2);
const legacy = eras === 'only' ? 'reject' : undefined;
let grown = false;
let executions = 0;
/** Tells everybody who listens. */
let announce = () => {};

const text = (value) => ({ content: [{ type: 'text', text: JSON.stringify(value) }] });
const schema = z.object({ message: z.string().optional() });

function makeServer() {
  const server = new McpServer(
    { name: 'sdk-stateless', version: '2.0.0' },
    {
      capabilities: {
        tools: { listChanged: true },
        resources: { listChanged: true, subscribe: true },
        logging: {},
      },
      instructions: 'Confirm before you add',
    },
  );
  server.registerTool(
    'add',
    {
      inputSchema: z.object({ a: z.int().meta({ 'x-mcp-header': 'First' }), b: z.number() }),
    },
    ({ a, b }) => text(a + b),
  );
  server.registerTool('report', { inputSchema: schema }, (_given, context) =>
    text({
      meta: context.mcpReq._meta,
      envelope: context.mcpReq.envelope,
      headers: Object.fromEntries(context.http?.req?.headers ?? []),
    }),
  );
  server.registerTool('confirm', { inputSchema: schema }, (_given, context) => {
    const answers = context.mcpReq.inputResponses;
    if (answers !== undefined) return text({ answers, state: context.mcpReq.requestState() });
    const confirm = inputRequired.elicit({
      message: 'Sure?',
      requestedSchema: { type: 'object', properties: { ok: { type: 'boolean' } } },
    });
    return inputRequired({ inputRequests: { confirm }, requestState: 'state-1' });
  });
  server.registerTool(
    'steps',
    { inputSchema: z.object({ rounds: z.int() }) },
    ({ rounds }, context) => {
      const before = JSON.parse(context.mcpReq.requestState() ?? '[]');
      const answer = context.mcpReq.inputResponses?.step;
      const answers = answer === undefined ? before : [...before, answer];
      if (answers.length >= rounds) return text({ executions: ++executions, answers });
      const step = inputRequired.elicit({
        message: `Step ${answers.length + 1}`,
        requestedSchema: { type: 'object', properties: { n: { type: 'integer' } } },
      });
      return inputRequired({ inputRequests: { step }, requestState: JSON.stringify(answers) });
    },
  );
  server.registerTool('chatter', { inputSchema: schema }, async (_given, context) => {
    await context.mcpReq.log('warning', 'almost');
    await context.mcpReq.notify({
      method: 'notifications/progress',
      params: { progressToken: context.mcpReq._meta?.progressToken, progress: 1 },
    });
    return text('done');
  });
  server.registerTool('grow', { inputSchema: schema }, () => {
    grown = true;
    announce(server);
    return text('grown');
  });
  if (grown) server.registerTool('grown', { inputSchema: schema }, () => text('here'));
  server.registerTool('never', { inputSchema: schema }, (_given, context) => {
    process.stderr.write('never begins\n');
    return new Promise((resolve) => {
      context.mcpReq.signal.addEventListener('abort', () => {
        process.stderr.write('never was cancelled\n');
        resolve(text('cancelled'));
      });
    });
  });
  server.registerResource('note', 'note://1', {}, () => ({
    contents: [{ uri: 'note://1', text: '1' }],
  }));
  return server;
}

if (transport === 'stdio') {
  announce = (server) => {
    server.registerTool('grown', { inputSchema: schema }, () => text('here'));
    void server.server.sendResourceUpdated({ uri: 'note://1' });
  };
  serveStdio(makeServer, legacy === undefined ? {} : { legacy });
} else {
  const handler = createMcpHandler(makeServer, legacy === undefined ? {} : { legacy });
  announce = () => {
    handler.notify.toolsChanged();
    handler.notify.resourceUpdated('note://1');
  };
  const server = createServer((request, response) => void answer(handler, request, response));
  server.listen(0, '127.0.0.1', () => {
    process.stdout.write(`${JSON.stringify({ port: server.address().port })}\n`);
  });
}

/** One exchange, from Node's shape to the web's and back. */
async function answer(handler, request, response) {
  const chunks = [];
  for await (const chunk of request) chunks.push(chunk);
  const gone = new AbortController();
  response.on('close', () => gone.abort());
  const reply = await handler.fetch(
    new Request(`http://${request.headers.host}${request.url}`, {
      method: request.method,
      headers: request.headers,
      signal: gone.signal,
      ...(chunks.length > 0 && { body: Buffer.concat(chunks) }),
    }),
  );
  response.writeHead(reply.status, Object.fromEntries(reply.headers));
  response.flushHeaders();
  const reader = reply.body?.getReader();
  gone.signal.addEventListener('abort', () => void reader?.cancel());
  for (;;) {
    const part = await reader?.read();
    if (part === undefined || part.done) break;
    response.write(part.value);
  }
  response.end();
}

// The small MCP server that the test servers share: one JSON-RPC message a line, no dependencies.

/** Writes one message to stdout. */
export function send(message) {
  process.stdout.write(`${JSON.stringify(message)}\n`);
}

/** Answers one request. */
export function answer(id, result) {
  send({ jsonrpc: '2.0', id, result });
}

/** A tool result with one text. */
export function text(value) {
  return { content: [{ type: 'text', text: value }] };
}

/**
 * Serves initialize, ping and tools/list; everything else goes to `handlers`.
 * @param options.tools names, or whole definitions
 * @param options.serverInfo what it says of itself
 * @param options.capabilities beside tools, and instructions, if it has any
 * @param options.call (params, request, line) => result, or undefined when it answers by itself
 * @param options.initialize called before initialize is answered
 * @param options.other (message, line) for requests and notifications that are none of these
 * @param options.end called when stdin ends; the default exits
 */
export function serve({
  tools = [],
  serverInfo = { name: 'test-server', version: '1.0.0' },
  capabilities = {},
  instructions,
  call,
  initialize,
  other,
  end = () => process.exit(0),
}) {
  const definitions = () =>
    (typeof tools === 'function' ? tools() : tools).map((tool) =>
      typeof tool === 'string' ? { name: tool, inputSchema: { type: 'object' } } : tool,
    );
  const handle = async (message, line) => {
    const { id, method, params } = message;
    if (method === 'initialize') {
      await initialize?.(message);
      answer(id, {
        protocolVersion: params.protocolVersion,
        capabilities: { tools: { listChanged: true }, ...capabilities },
        serverInfo,
        instructions,
      });
    } else if (method === 'ping') answer(id, {});
    else if (method === 'tools/list') answer(id, { tools: definitions() });
    else if (method === 'tools/call' && call) {
      const result = await call(params, message, line);
      if (result !== undefined) answer(id, result);
    } else await other?.(message, line);
  };
  let rest = '';
  process.stdin.setEncoding('utf8');
  process.stdin.on('data', (chunk) => {
    const lines = (rest + chunk).split('\n');
    rest = lines.pop();
    for (const line of lines) if (line !== '') void handle(JSON.parse(line), line);
  });
  process.stdin.on('end', end);
}

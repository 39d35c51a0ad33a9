// The upstream of every target but "direct": a bare MCP server on stdio. Argument: how many tools it offers.
const toolCount = Number(process.argv[2] ?? 2);

const tools = Array.from({ length: toolCount }, (_, index) => ({
  name: ['echo', 'big'][index] ?? `tool_${index}`,
  description: `Tool number ${index} of the benchmark, with a description of a usual length for a tool of its kind.`,
  inputSchema: {
    type: 'object',
    properties: {
      message: { type: 'string', description: 'What to say' },
      size: { type: 'integer' },
    },
    required: ['message'],
  },
}));
const listed = JSON.stringify({ tools });
const megabyte = JSON.stringify({ content: [{ type: 'text', text: 'x'.repeat(1_048_576) }] });

function answer(line) {
  const { id, method, params } = JSON.parse(line);
  if (id === undefined) return;
  let result = '{}';
  if (method === 'initialize') {
    result = JSON.stringify({
      protocolVersion: params.protocolVersion,
      capabilities: { tools: {} },
      serverInfo: { name: 'bench', version: '1.0.0' },
    });
  } else if (method === 'tools/list') result = listed;
  else if (method === 'tools/call') {
    result =
      params.name === 'big'
        ? megabyte
        : JSON.stringify({
            content: [{ type: 'text', text: String(params.arguments.message).slice(0, 100) }],
          });
  }
  process.stdout.write(`{"jsonrpc":"2.0","id":${id},"result":${result}}\n`);
}

let pieces = [];
process.stdin.on('data', (chunk) => {
  let start = 0;
  for (;;) {
    const end = chunk.indexOf(10, start);
    if (end < 0) break;
    pieces.push(chunk.subarray(start, end));
    answer(Buffer.concat(pieces).toString());
    pieces = [];
    start = end + 1;
  }
  if (start < chunk.length) pieces.push(chunk.subarray(start));
});
process.stdin.on('end', () => process.exit(0));

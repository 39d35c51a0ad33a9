// A server as its authors build them: the official SDK over stdio. Tools: add, and count with progress.
import { McpServer } from '@modelcontextprotocol/server';
import { StdioServerTransport } from '@modelcontextprotocol/server/stdio';
import { z } from 'zod';

const server = new McpServer({ name: 'sdk-server', version: '1.0.0' });

server.registerTool(
  'add',
  {
    description: 'Adds two numbers',
    inputSchema: z.object({ a: z.number(), b: z.number() }),
    outputSchema: z.object({ sum: z.number() }),
  },
  ({ a, b }) => ({
    content: [{ type: 'text', text: String(a + b) }],
    structuredContent: { sum: a + b },
  }),
);

server.registerTool(
  'count',
  { description: 'Counts to three and tells of each', inputSchema: z.object({}) },
  async (_given, context) => {
    const progressToken = context.mcpReq._meta?.progressToken;
    for (let progress = 1; progress <= 3; progress++) {
      await context.mcpReq.notify({
        method: 'notifications/progress',
        params: { progressToken, progress, total: 3 },
      });
    }
    return { content: [{ type: 'text', text: 'three' }] };
  },
);

server.registerTool(
  'hidden',
  { description: 'Denied by policy', inputSchema: z.object({}) },
  () => ({
    content: [{ type: 'text', text: 'never' }],
  }),
);

await server.connect(new StdioServerTransport());

// A server that wants arguments of its one tool repeated in headers (2026-07-28: x-mcp-header).
import { serve, text } from './mcp-stdio.mjs';

const header = (type, name) => ({ type, 'x-mcp-header': name });

serve({
  tools: [
    {
      name: 'where',
      inputSchema: {
        type: 'object',
        properties: {
          region: header('string', 'Region'),
          note: header('string', 'Note'),
          nested: {
            type: 'object',
            properties: { count: header('integer', 'Count'), dry: header('boolean', 'Dry') },
          },
        },
      },
    },
  ],
  call: ({ arguments: given }) => text(JSON.stringify(given)),
});

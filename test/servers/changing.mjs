// A server whose tool `subject` gets another description when `change` is called, or where the file of argument 1 is there at its start.
import { existsSync } from 'node:fs';
import { send, serve, text } from './mcp-stdio.mjs';

let version = existsSync(process.argv[2] ?? '') ? 2 : 1;

serve({
  tools: () => [
    { name: 'change', inputSchema: { type: 'object' } },
    { name: 'subject', description: `version ${version}`, inputSchema: { type: 'object' } },
  ],
  call({ name }) {
    if (name !== 'change') return text(`version ${version}`);
    version++;
    send({ jsonrpc: '2.0', method: 'notifications/tools/list_changed' });
    return text('changed');
  },
});

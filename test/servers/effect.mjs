// Writes one line per executed call to the file of argument 1 before it answers: what really happened. Tool: act.
import { appendFileSync } from 'node:fs';
import { serve, text } from './mcp-stdio.mjs';

serve({
  tools: ['act'],
  call({ arguments: given }) {
    appendFileSync(process.argv[2], `${given.nonce}\n`);
    return text(given.nonce);
  },
});

// Answers with the very bytes of the arguments it was given. Tool: verbatim.
import { serve } from './mcp-stdio.mjs';

serve({
  tools: ['verbatim'],
  call(_params, { id }, line) {
    const start = line.indexOf('"arguments":') + '"arguments":'.length;
    // The params end with the arguments, the message with the params.
    const given = line.slice(start, line.lastIndexOf('}}'));
    process.stdout.write(`{"jsonrpc":"2.0","id":${id},"result":{"content":[],"x":${given}}}\n`);
  },
});

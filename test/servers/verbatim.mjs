// Answers with the very bytes of the arguments it was given: verbatim inside a result, whole as the result.
import { serve } from './mcp-stdio.mjs';

serve({
  tools: ['verbatim', 'whole'],
  call({ name }, { id }, line) {
    const start = line.indexOf('"arguments":') + '"arguments":'.length;
    // The params end with the arguments, the message with the params.
    const given = line.slice(start, line.lastIndexOf('}}'));
    const result = name === 'whole' ? given : `{"content":[],"x":${given}}`;
    process.stdout.write(`{"jsonrpc":"2.0","id":${id},"result":${result}}\n`);
  },
});

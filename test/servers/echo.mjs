// Answers with what it was given. Tools: echo (its arguments and a count of calls), raw (its own stdin line).
import { serve, text } from './mcp-stdio.mjs';

let calls = 0;

serve({
  tools: ['echo', 'raw', 'environment'],
  call({ name, arguments: given }, _request, line) {
    calls++;
    if (name === 'raw') return text(line);
    if (name === 'environment') return text(JSON.stringify(process.env));
    return { ...text(String(given?.nonce ?? '')), structuredContent: { given, calls } };
  },
});

// A server that writes for the page that shows it: HTML, escape sequences, text that runs backwards or has no width, and a line of a
// megabyte.
import { serve, text } from './mcp-stdio.mjs';

const html = '<img src=x onerror="document.documentElement.dataset.ran=1"><script>1</script>';
const unseen = '\u202esevas \u001b[31mred\u001b[0m zero\u200bwidth';

// The long line comes first: it is more than is kept of a log, and would leave nothing of the others.
process.stderr.write(`${'x'.repeat(1_048_576)}\n${html}\n${unseen}\n`);

serve({
  tools: [
    { name: 'plain', description: `${html} and so on`, inputSchema: { type: 'object' } },
    { name: 'backwards', description: `Reads ${unseen}`, inputSchema: { type: 'object' } },
    { name: html, description: 'Named like a page', inputSchema: { type: 'object' } },
    {
      name: 'large',
      description: 'l'.repeat(60_000),
      inputSchema: { type: 'object', properties: { [html]: { description: html } } },
    },
  ],
  serverInfo: { name: html, title: `${html}${unseen}`, version: html },
  instructions: `${html}${unseen}`,
  call: () => text(`${html}${unseen}${'y'.repeat(1_048_576)}`),
});

// A server that writes for the page that shows it: HTML, escape sequences, text that runs backwards, and a line of a megabyte.
import { serve, text } from './mcp-stdio.mjs';

const html = '<img src=x onerror="document.documentElement.dataset.ran=1"><script>1</script>';

process.stderr.write(`${html}\n\u001b[31mred\u001b[0m \u202eflow\n${'x'.repeat(1_048_576)}\n`);

serve({
  tools: [
    { name: 'plain', description: `${html} and so on`, inputSchema: { type: 'object' } },
    { name: 'backwards', description: 'Reads \u202esevas', inputSchema: { type: 'object' } },
    { name: html, description: 'Named like a page', inputSchema: { type: 'object' } },
    {
      name: 'large',
      description: 'l'.repeat(60_000),
      inputSchema: { type: 'object', properties: { [html]: { description: html } } },
    },
  ],
  serverInfo: { name: html, title: html, version: html },
  instructions: html,
  call: () => text(`${html}\u202e${'y'.repeat(1_048_576)}`),
});

// Floor "direct": an HTTP server that answers tools/call itself.
import { createServer } from 'node:http';

const server = createServer((request, response) => {
  const chunks = [];
  request.on('data', (chunk) => chunks.push(chunk));
  request.on('end', () => {
    const { id, params } = JSON.parse(Buffer.concat(chunks).toString());
    const text = String(params?.arguments?.message ?? '').slice(0, 100);
    const body = Buffer.from(
      JSON.stringify({ jsonrpc: '2.0', id, result: { content: [{ type: 'text', text }] } }),
    );
    response.writeHead(200, [
      'Content-Type',
      'application/json',
      'Content-Length',
      String(body.length),
    ]);
    response.end(body);
  });
});
server.listen(0, '127.0.0.1', () => console.log(JSON.stringify({ port: server.address().port })));

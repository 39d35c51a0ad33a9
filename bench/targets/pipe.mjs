// Floor "pipe": a bare HTTP-to-stdio relay. It checks nothing and parses nothing: the id is found by text and swapped.
// With `--sync FILE` ("pipe+sync") 500 bytes are appended and fdatasync-ed before each message is forwarded.
import { spawn } from 'node:child_process';
import { fdatasyncSync, openSync, writeSync } from 'node:fs';
import { createServer } from 'node:http';
import { fileURLToPath } from 'node:url';

const [toolCount = '2', flag, file] = process.argv.slice(2);
const journal = flag === '--sync' ? openSync(file, 'a') : null;
const record = Buffer.alloc(500, 'r');

const child = spawn(
  process.execPath,
  [fileURLToPath(new URL('./stdio-server.mjs', import.meta.url)), toolCount],
  {
    stdio: ['pipe', 'pipe', 'inherit'],
  },
);
const waiting = new Map();
const marker = '"id":';
let lastId = 0;

/** The message in two parts around its id. Both ends write `"id":N` within the first 64 bytes. */
function split(message) {
  const start = message.indexOf(marker) + marker.length;
  let end = start;
  while (message[end] >= 48 && message[end] <= 57) end++;
  return {
    head: message.subarray(0, start),
    id: message.latin1Slice(start, end),
    tail: message.subarray(end),
  };
}

let pieces = [];
child.stdout.on('data', (chunk) => {
  let start = 0;
  for (;;) {
    const end = chunk.indexOf(10, start);
    if (end < 0) break;
    pieces.push(chunk.subarray(start, end));
    answer(pieces.length === 1 ? pieces[0] : Buffer.concat(pieces));
    pieces = [];
    start = end + 1;
  }
  if (start < chunk.length) pieces.push(chunk.subarray(start));
});

function answer(line) {
  const { head, id, tail } = split(line);
  const { response, clientId } = waiting.get(id);
  waiting.delete(id);
  const body = Buffer.concat([head, Buffer.from(clientId), tail]);
  response.writeHead(200, [
    'Content-Type',
    'application/json',
    'Content-Length',
    String(body.length),
  ]);
  response.end(body);
}

const server = createServer((request, response) => {
  const chunks = [];
  request.on('data', (chunk) => chunks.push(chunk));
  request.on('end', () => {
    const { head, id, tail } = split(chunks.length === 1 ? chunks[0] : Buffer.concat(chunks));
    const ownId = String(++lastId);
    waiting.set(ownId, { response, clientId: id });
    if (journal !== null) {
      writeSync(journal, record);
      fdatasyncSync(journal);
    }
    child.stdin.write(Buffer.concat([head, Buffer.from(ownId), tail, Buffer.from('\n')]));
  });
});
server.listen(0, '127.0.0.1', () => console.log(JSON.stringify({ port: server.address().port })));
process.on('SIGTERM', () => {
  child.kill();
  process.exit(0);
});

// A server whose tools break the rules, one way each. Argument 1: a file that gets one line for each call it ran.
import { appendFileSync } from 'node:fs';
import { answer, send, serve, text } from './mcp-stdio.mjs';

const effectsFile = process.argv[2];
const cancelled = [];
const refusals = new Map();
const tools = [
  'split',
  'batch',
  'flood',
  'steady',
  'twice',
  'deep',
  'huge',
  'latin',
  'never',
  'tick',
  'die',
  'beg',
  'grow',
];
let asked = 0;
let ticks = 0;
let ticker;

/** Writes `bytes` of one line without building it, and ends it only when told to. */
function stream(head, bytes, tail) {
  const chunk = Buffer.alloc(1024 * 1024, 'x');
  process.stdout.write(head);
  const more = (left) => {
    if (left <= 0) process.stdout.write(tail);
    else
      process.stdout.write(chunk.subarray(0, Math.min(left, chunk.length)), () =>
        more(left - chunk.length),
      );
  };
  more(bytes);
}

serve({
  tools: () => tools,
  call({ name, arguments: given, _meta }, { id }) {
    if (effectsFile) appendFileSync(effectsFile, `${name}\n`);
    switch (name) {
      case 'steady':
        return text(JSON.stringify({ cancelled, refusals: [...refusals.values()] }));
      case 'twice':
        answer(id, text('first'));
        answer(id, text('second'));
        answer(id + 1, text('never asked'));
        return;
      case 'split':
        // One message over two lines; the id stands at the head or at the tail.
        process.stdout.write(
          given.head
            ? `{"jsonrpc":"2.0","id":${id},\n"result":{"content":[]}}\n`
            : `{"jsonrpc":"2.0","result":{"content":[]},\n"x":1,"id":${id}}\n`,
        );
        return;
      case 'batch':
        process.stdout.write(
          `[{"jsonrpc":"2.0","method":"notifications/message","params":{}}, {"jsonrpc":"2.0","id":${id},"result":{}}]\n`,
        );
        return;
      case 'flood':
        for (let left = given.count; left > 0; left--) {
          send({
            jsonrpc: '2.0',
            method: 'notifications/message',
            params: { level: 'info', left },
          });
          send({ jsonrpc: '2.0', id: 900_000_000 + left, result: {} });
          send({ jsonrpc: '2.0', id: `ask-${left}`, method: 'sampling/createMessage', params: {} });
        }
        return text('flooded');
      case 'deep':
        process.stdout.write(
          `{"jsonrpc":"2.0","id":${id},"result":{"deep":${'['.repeat(given.depth)}${']'.repeat(given.depth)}}}\n`,
        );
        return;
      case 'huge':
        stream(`{"jsonrpc":"2.0","id":${id},"result":{"content":[],"x":"`, given.bytes, '"}}\n');
        return;
      case 'latin':
        process.stdout.write(
          Buffer.from(`{"jsonrpc":"2.0","id":${id},"result":{"x":"\xe9"}}\n`, 'latin1'),
        );
        return;
      case 'never':
        return;
      case 'tick': {
        const tick = () => {
          const params = { progressToken: _meta.progressToken, progress: ++ticks };
          send({ jsonrpc: '2.0', method: 'notifications/progress', params });
        };
        if (given.everyMs) ticker = setInterval(tick, given.everyMs);
        for (let left = given.burst ?? 0; left > 0; left--) tick();
        return given.everyMs ? undefined : text('ticked');
      }
      case 'die':
        process.exit(3);
        return;
      case 'beg':
        for (const method of ['sampling/createMessage', 'elicitation/create', 'roots/list']) {
          send({ jsonrpc: '2.0', id: `beg-${++asked}`, method, params: {} });
        }
        send({ jsonrpc: '2.0', id: 'beg-ping', method: 'ping' });
        return text('asked');
      case 'grow':
        tools.push('grown');
        for (let again = 0; again < 5; again++) {
          send({ jsonrpc: '2.0', method: 'notifications/tools/list_changed' });
        }
        return text('grown');
      default:
        return { ...text('no such tool'), isError: true };
    }
  },
  other(message) {
    if (message.method === 'notifications/cancelled') {
      cancelled.push(message.params.requestId);
      clearInterval(ticker);
    }
    if (message.id !== undefined && message.method === undefined) {
      refusals.set(message.id, message.error?.code ?? 'answered');
    }
  },
});

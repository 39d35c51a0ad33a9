// A server with a fault that shows at its start. Argument 1 names the fault.
import { closeSync, existsSync, writeFileSync } from 'node:fs';
import { send, serve, text } from './mcp-stdio.mjs';

const [fault, file] = process.argv.slice(2);

const options = { tools: ['echo'], call: () => text('echo') };

switch (fault) {
  case 'exit':
    process.stderr.write('\u001b[31mcannot start\u001b[0m \u202eevil\n');
    process.exit(7);
    break;
  case 'banner':
    process.stdout.write('Welcome to the test server!\n');
    serve(options);
    break;
  case 'garbage':
    for (let line = 0; line < 150; line++) process.stdout.write(`garbage ${line}\n`);
    serve(options);
    break;
  case 'endless-line':
    process.stdout.write(Buffer.alloc(11 * 1024 * 1024, 'x'));
    serve(options);
    break;
  case 'silent':
    process.stdin.resume();
    break;
  case 'silent-once':
    if (existsSync(file)) serve(options);
    else {
      writeFileSync(file, '');
      process.stdin.resume();
    }
    break;
  case 'busy':
    serve({
      ...options,
      call() {
        for (;;);
      },
    });
    break;
  case 'stdout-flood': {
    const params = { level: 'info', data: 'flood '.repeat(1_000) };
    const line = `${JSON.stringify({ jsonrpc: '2.0', method: 'notifications/message', params })}\n`;
    const more = () => void process.stdout.write(line.repeat(10), more);
    serve({ ...options, call: more });
    break;
  }
  case 'stubborn':
    process.on('SIGTERM', () => {});
    setInterval(() => {}, 60_000);
    serve({ ...options, end: () => {} });
    break;
  case 'strict':
    // As servers of some libraries do: anything before initialize ends them.
    process.stdin.prependOnceListener('data', (chunk) => {
      if (JSON.parse(chunk.toString().split('\n')[0]).method !== 'initialize') process.exit(1);
    });
    serve(options);
    break;
  case 'refuses':
    serve({
      ...options,
      initialize: ({ id }) => {
        const error = { code: -32603, message: 'not today' };
        send({ jsonrpc: '2.0', id, error });
        return new Promise(() => {});
      },
      other: ({ id }) => send({ jsonrpc: '2.0', id, error: { code: -32601, message: 'no' } }),
    });
    break;
  case 'deaf':
    serve({
      ...options,
      call() {
        process.stdin.pause();
      },
    });
    break;
  case 'mute':
    setInterval(() => {}, 60_000);
    serve({ ...options, call: () => closeSync(1) });
    break;
  case 'old-version':
    process.stdin.once('data', (line) => {
      const { id } = JSON.parse(String(line));
      const result = {
        protocolVersion: '1999-01-01',
        capabilities: {},
        serverInfo: { name: 'old', version: '0' },
      };
      process.stdout.write(`${JSON.stringify({ jsonrpc: '2.0', id, result })}\n`);
    });
    break;
  case 'stderr-flood': {
    const chunk = Buffer.alloc(1024 * 1024, 'flood ');
    let leftMb = Number(file);
    const more = () => {
      if (leftMb-- > 0) process.stderr.write(chunk, more);
      else process.stderr.write('\nthe end\n');
    };
    serve({
      ...options,
      call() {
        more();
        return text('flooding');
      },
    });
    break;
  }
  default:
    throw new Error(`unknown fault ${fault}`);
}

import { createInterface } from 'node:readline';
import { createSession } from './session-era.mjs';
import { claimedVersion, createStateless } from './stateless-era.mjs';

function send(message) {
  process.stdout.write(`${JSON.stringify(message)}\n`);
}

/** @param isOld whether it was written before there was a stateless era */
export function serveStdio(world, isOld) {
  const session = createSession(world, send);
  const stateless = createStateless(world);
  const running = new Map();
  const lines = createInterface({ input: process.stdin });

  function isStateless(message) {
    return claimedVersion(message) !== undefined || message.method === 'server/discover';
  }

  async function receive(message) {
    if (isOld || !isStateless(message)) {
      running.get(message.params?.requestId)?.abort();
      return session.receive(message, send);
    }
    const abort = new AbortController();
    running.set(message.id, abort);
    const response = await stateless.receive(message, send, abort.signal);
    running.delete(message.id);
    return response;
  }

  lines.on('line', async (line) => {
    const response = await receive(JSON.parse(line));
    if (response !== undefined) send(response);
  });
  lines.on('close', () => process.exit(0));
}

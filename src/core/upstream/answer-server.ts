import type { ConnectionStatus } from './connection.ts';

/**
 * The answer to a request of a server, as JSON text; `id` is its id's exact bytes. It may ask whether we live; sampling,
 * elicitation and roots pass nowhere from a shared connection, and are counted (UP-15).
 */
export function answerServer(
  method: string,
  id: Uint8Array,
  counters: ConnectionStatus['counters'],
): string {
  const head = `{"jsonrpc":"2.0","id":${Buffer.from(id).toString('utf8')}`;
  if (method === 'ping') return `${head},"result":{}}`;
  counters.refusedRequests++;
  return `${head},"error":{"code":-32601,"message":"Method not found"}}`;
}

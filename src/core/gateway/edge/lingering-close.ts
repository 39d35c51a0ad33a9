import type { IncomingMessage } from 'node:http';
import type { Clock } from '../../clock.ts';

/**
 * Makes Node's close after an early answer a gentle one. Closing at once while the peer still sends resets the connection, and the
 * reset can overtake the answer (RFC 9112 9.6). So: half-close, drop what still comes for `lingerMs` or `moreBytes`, then close.
 */
export function closeGently(
  req: IncomingMessage,
  clock: Clock,
  lingerMs: number,
  moreBytes: number,
): void {
  if (req.complete) return;
  const { socket } = req;
  const stopAt = socket.bytesRead + moreBytes;
  req.on('data', () => {
    if (socket.bytesRead > stopAt) socket.destroy();
  });
  socket.destroySoon = () => socket.end();
  const timer = clock.after(lingerMs, () => socket.destroy());
  socket.once('close', () => timer.cancel());
}

import type { Clock } from '../../clock.ts';
import type { HttpEndpoint } from './http-endpoint.ts';
import type { HttpMessage } from './http-exchange.ts';

const patienceMs = 2_000;

/** Sends a message whose outcome changes nothing. Resolves when it was answered, failed, or after 2 s; never rejects. */
export function sendQuietly(
  endpoint: HttpEndpoint,
  message: HttpMessage,
  clock: Clock,
  url: URL = endpoint.url,
): Promise<void> {
  return new Promise((resolve) => {
    const receiver = {
      response: (response: { resume(): void; on(event: 'close', listener: () => void): void }) => {
        response.on('close', settle);
        response.resume();
      },
      failed: () => settle(),
    };
    const exchange = endpoint.send(message, receiver, url);
    const timer = clock.after(patienceMs, () => {
      exchange.destroy();
      resolve();
    });
    function settle(): void {
      timer.cancel();
      resolve();
    }
  });
}

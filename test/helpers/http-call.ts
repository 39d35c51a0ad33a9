import { request } from 'node:http';

export interface HttpAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly text: string;
}

export interface HttpCall {
  port: number;
  path: string;
  method?: string;
  headers?: Readonly<Record<string, string>>;
  body?: string | Buffer;
  /** How the bytes of the answer are read: latin1 keeps each as it is. */
  encoding?: 'utf8' | 'latin1';
}

/** One HTTP request with exactly these headers and this raw path, on a connection of its own. */
export function httpCall(call: HttpCall) {
  const { port, path, method = 'POST', headers = {}, body = '', encoding = 'utf8' } = call;
  return new Promise<HttpAnswer>((resolve, reject) => {
    const sent = request(
      { host: '127.0.0.1', port, path, method, headers, agent: false },
      (res) => {
        const parts: Buffer[] = [];
        res.on('data', (part) => parts.push(part));
        res.on('error', reject);
        res.on('end', () =>
          resolve({
            status: res.statusCode ?? 0,
            headers: res.headers,
            text: Buffer.concat(parts).toString(encoding),
          }),
        );
      },
    );
    sent.on('error', reject);
    sent.end(body);
  });
}

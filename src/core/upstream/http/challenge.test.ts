import { IncomingMessage } from 'node:http';
import { Socket } from 'node:net';
import { expect, it } from 'vitest';
import { readChallenge } from './challenge.ts';

function challengeOf(header: string | undefined) {
  const message = new IncomingMessage(new Socket());
  message.statusCode = 401;
  if (header !== undefined) message.headers['www-authenticate'] = header;
  return readChallenge(message);
}

it.each([
  [undefined, null, null],
  ['Bearer', null, null],
  ['Bearer scope="a b", resource_metadata="https://h/x"', 'https://h/x', 'a b'],
  ['Bearer error="invalid_token",scope=a,resource_metadata=https://h/x', 'https://h/x', 'a'],
  ['Basic realm="r", Bearer scope="s"', null, 's'],
  ['Bearer xscope="no"', null, null],
])('reads the challenge %s', (header, resourceMetadata, scope) => {
  expect(challengeOf(header)).toEqual({ status: 401, resourceMetadata, scope });
});

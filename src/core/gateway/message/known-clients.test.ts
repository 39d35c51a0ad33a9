import { expect, it } from 'vitest';
import type { JsonNode } from '../../json/json-node.ts';
import { requestLimits, scanJson } from '../../json/scan.ts';
import { unknownClient } from './client-facts.ts';
import { KnownClients } from './known-clients.ts';

function nodeOf(root: JsonNode, name: string): JsonNode | undefined {
  return root.members?.get(name);
}

it('takes clients for the same only where they say the same, byte for byte, of each thing', () => {
  const known = new KnownClients();
  let reads = 0;
  const ask = (text: string) => {
    const body = Buffer.from(`  ${text}`);
    const root = scanJson(body, requestLimits);
    const capabilities = nodeOf(root, 'c');
    if (capabilities === undefined) throw new Error('no capabilities');
    const said = { capabilities, info: nodeOf(root, 'i'), level: nodeOf(root, 'l') };
    return known.of(body, said, () => ({ ...unknownClient, protocolVersion: String(++reads) }))
      .protocolVersion;
  };
  const long = `{"x":"${'y'.repeat(300)}"}`;
  const clients = [
    '{"c":{},"i":{"name":"a"}}',
    '{"c":{},"i":{"name":"b"}}',
    '{"c":{}}',
    '{"c":{},"l":"info"}',
    '{"c":{"a":1},"i":{"name":"a"}}',
    '{"c":{"a":1.0},"i":{"name":"a"}}',
    `{"c":${long}}`,
    `{"c":${long.replace('yy"', 'yz"')}}`,
  ];
  const first = clients.map(ask);
  expect(new Set(first).size).toBe(clients.length);
  expect(clients.map(ask)).toEqual(first);
  expect(clients.toReversed().map(ask)).toEqual(first.toReversed());
  expect(reads).toBe(clients.length);
  expect(ask('{"i":{"name":"a"},"l":"info","c":{}}')).toBe(String(clients.length + 1));
});

it('remembers nothing of what could not be read', () => {
  const known = new KnownClients();
  const body = Buffer.from('{"c":{}}');
  const capabilities = nodeOf(scanJson(body, requestLimits), 'c');
  if (capabilities === undefined) throw new Error('no capabilities');
  const said = { capabilities, info: undefined, level: undefined };
  const refuse = () => {
    throw new Error('not valid');
  };
  expect(() => known.of(body, said, refuse)).toThrow('not valid');
  expect(() => known.of(body, said, refuse)).toThrow('not valid');
  expect(known.of(body, said, () => unknownClient)).toBe(unknownClient);
});

it('reads as many clients as it remembers once each, however they take turns', () => {
  const known = new KnownClients();
  let reads = 0;
  for (let round = 0; round < 3; round++) {
    for (let client = 0; client < 64; client++) {
      const body = Buffer.from(`{"c":{"client":${client}}}`);
      const capabilities = nodeOf(scanJson(body, requestLimits), 'c');
      if (capabilities === undefined) throw new Error('no capabilities');
      known.of(body, { capabilities, info: undefined, level: undefined }, () => {
        reads++;
        return unknownClient;
      });
    }
  }
  expect(reads).toBe(64);
});

import { describe, expect, it } from 'vitest';
import { initializeParams, readInitializeResult } from './handshake.ts';

const read = (value: unknown) => readInitializeResult(Buffer.from(JSON.stringify(value)));

describe('handshake', () => {
  it('UP-15: a server is told of no roots, sampling or elicitation', () => {
    const params = JSON.parse(
      Buffer.from(initializeParams({ name: 'lmcp', version: '1.0.0' })).toString(),
    );
    expect(params).toEqual({
      protocolVersion: '2025-11-25',
      capabilities: {},
      clientInfo: { name: 'lmcp', version: '1.0.0' },
    });
  });

  it('accepts the versions it knows, and a server without tools', () => {
    for (const protocolVersion of ['2025-11-25', '2025-06-18', '2025-03-26', '2024-11-05']) {
      expect(read({ protocolVersion, capabilities: {} })).toMatchObject({
        protocolVersion,
        era: 'session',
        capabilities: {},
        instructions: '',
      });
    }
  });

  it('keeps what the server said of itself, its capabilities byte for byte', () => {
    const facts = readInitializeResult(
      Buffer.from(
        '{"protocolVersion":"2025-06-18","capabilities":{"tools":{}, "x":[1.0]},"instructions":"Ask first","serverInfo":{"name":"s","version":"2"}}',
      ),
    );
    expect(facts).toMatchObject({
      capabilities: { tools: {}, x: [1] },
      instructions: 'Ask first',
      name: 's',
      version: '2',
    });
    expect(Buffer.from(facts.capabilityBytes).toString()).toBe('{"tools":{}, "x":[1.0]}');
  });

  it.each([
    {},
    { protocolVersion: 5 },
    { protocolVersion: '1999-01-01', capabilities: {} },
    { protocolVersion: '2025-11-25', capabilities: [] },
  ])('refuses %j', (value) => {
    expect(() => read(value)).toThrow(expect.objectContaining({ code: 'upstream_protocol' }));
  });
});

import { describe, expect, it } from 'vitest';
import {
  initializeParams,
  namesOurVersion,
  readDiscoverResult,
  readInitializeResult,
} from './handshake.ts';

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

describe('server/discover', () => {
  const readDiscover = (value: unknown) => readDiscoverResult(Buffer.from(JSON.stringify(value)));

  it('tells what a stateless server is', () => {
    const facts = readDiscover({
      resultType: 'complete',
      supportedVersions: ['2099-01-01', '2026-07-28'],
      capabilities: { tools: {} },
      instructions: 'Ask first',
      _meta: { 'io.modelcontextprotocol/serverInfo': { name: 'n', version: '2' } },
    });
    expect(facts).toMatchObject({
      era: 'stateless',
      protocolVersion: '2026-07-28',
      capabilities: { tools: {} },
      instructions: 'Ask first',
      name: 'n',
      version: '2',
    });
  });

  it.each([
    {},
    { supportedVersions: ['2025-11-25'], capabilities: {} },
    { supportedVersions: '2026-07-28' },
  ])('%j is no answer of a stateless server', (value) => {
    expect(readDiscover(value)).toBeNull();
  });

  it('knows an error that wants the question again', () => {
    const error = (code: number, supported: unknown) =>
      namesOurVersion(Buffer.from(JSON.stringify({ code, message: '', data: { supported } })));
    expect(error(-32_022, ['2026-07-28'])).toBe(true);
    expect(error(-32_022, ['2025-11-25'])).toBe(false);
    expect(error(-32_022, undefined)).toBe(false);
    expect(error(-32_601, ['2026-07-28'])).toBe(false);
  });
});

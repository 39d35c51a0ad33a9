import { describe, expect, it } from 'vitest';
import { AppError } from '../../shared/errors.ts';
import { checkRegistry } from './check-registry.ts';
import { parseRegistryDocument } from './registry-document.ts';

const check = (text: string) =>
  checkRegistry(parseRegistryDocument('registry.yaml', Buffer.from(text)));

function refusal(text: string): AppError {
  try {
    check(text);
  } catch (error) {
    if (error instanceof AppError) return error;
    throw error;
  }
  throw new Error('the registry was accepted');
}

/** The fault of server `a`, whose entry is `entry`. */
const brokenBy = (entry: string) =>
  check(`servers:\n  a: ${entry}\n  b: { transport: stdio, command: x }\n`).broken.get('a');

describe('checkRegistry', () => {
  it('fills in every default', () => {
    const { lmcp, clients, servers } = check('version: 1\nclients:\n  vscode:\nservers:\n');
    expect(lmcp.port).toBe(7345);
    expect(lmcp.limits.rpm).toBe(600);
    expect(clients.get('vscode')).toMatchObject({ enabled: true, allow_servers: [] });
    expect(servers.size).toBe(0);
  });

  it.each([
    ['lmcp: { prot: 1 }', 'registry.yaml:1:9: lmcp.prot: unknown key, did you mean "port"?'],
    ['clients: { a: { alow_servers: [] } }', 'did you mean "allow_servers"?'],
    ['lmcp: { limits: { rmp: 1 } }', 'lmcp.limits.rmp: unknown key, did you mean "rpm"?'],
    ['server: {}', 'registry.yaml:1:1: server: unknown key, did you mean "servers"?'],
    ['lmcp: { banana: 1 }', 'lmcp.banana: unknown key (known here: host, port'],
    ['lmcp: { port: "7345" }', 'registry.yaml:1:15: lmcp.port: expected number, received string'],
    ['lmcp: { log: { level: loud } }', 'expected one of debug, info, warn, error'],
    ['version: 2', 'registry.yaml:1:10: version: expected 1'],
    ['', 'registry.yaml:1:1: expected mapping, received nothing'],
    ['- a', 'registry.yaml:1:1: expected mapping, received list'],
    ['clients: { a__b: {} }', 'two underscores in a row separate server and tool'],
    ['servers: []', 'registry.yaml:1:10: servers: expected mapping, received list'],
  ])('PO-15: %s is refused by name and place', (text, message) => {
    const error = refusal(text);
    expect(error.code).toBe('registry_invalid');
    expect(error.message).toContain(message);
  });

  it('PO-15: a switch without a value is refused, a list without one is empty', () => {
    expect(refusal('clients: { a: { enabled: } }').message).toContain('expected boolean');
    expect(brokenBy('{ transport: stdio, command: x, tool_policy: { mode: } }')?.message).toContain(
      'tool_policy.mode: expected one of allow_all',
    );
    expect(brokenBy('{ transport: stdio, command: x, enabled: }')?.message).toContain('boolean');
    expect(check('clients: { a: { allow_servers: } }').clients.get('a')?.allow_servers).toEqual([]);
    expect(brokenBy('{ transport: stdio, command: x, env: , timeouts: { initialize_s: } }')).toBe(
      undefined,
    );
  });

  it('counts further issues and lists them with their places', () => {
    const error = refusal('lmcp:\n  port: x\n  hots: y\n');
    expect(error.message).toContain('registry.yaml:2:9: lmcp.port');
    expect(error.message).toContain('(and 1 more)');
    expect(error.data?.issues).toMatchObject([
      { path: 'lmcp.port', line: 2, column: 9 },
      { path: 'lmcp.hots', line: 3, column: 3 },
    ]);
  });

  it('leaves x-* keys alone where keys are fixed, and keeps them where keys are names', () => {
    const { servers } = check(`
x-shared: &headers { x-api-key: k }
lmcp: { x-note: hello, limits: { x-a: 1 } }
servers:
  a: { transport: http, url: "http://127.0.0.1/mcp", headers: *headers, x-owner: me }
`);
    expect(servers.get('a')).toMatchObject({ headers: { 'x-api-key': 'k' } });
    expect(servers.get('a')).not.toHaveProperty('x-owner');
  });

  it.each([
    ['lmcp: { host: 0.0.0.0 }', 'lmcp.host'],
    ['lmcp: { host: example.org }', 'lmcp.host'],
    ['lmcp: { host: 127.evil.example }', 'lmcp.host'],
    ['lmcp: { loopback_only: false }', 'lmcp.loopback_only'],
    ['lmcp: { tls: { cert: a, key: b } }', 'lmcp.tls'],
    ['lmcp: { tool_policy: { ask: ["x"] } }', 'lmcp.tool_policy.ask'],
    ['clients: { c: { discovery: search } }', 'clients.c.discovery'],
    ['clients: { c: { profiles: { p: {} } } }', 'clients.c.profiles'],
    ['clients: { c: { tools: { s: { ask: ["x"] } } } }', 'clients.c.tools.s.ask'],
  ])('refuses %s as not supported yet', (text, key) => {
    const error = refusal(text);
    expect(error.code).toBe('not_supported_yet');
    expect(error.message).toContain(`${key}: `);
  });

  it.each([
    ['{ transport: external, manifest: m }', 'servers.a.transport'],
    ['{ transport: stdio, command: x, sandbox: {} }', 'servers.a.sandbox'],
    ['{ transport: stdio, command: x, guards: { p: 1 } }', 'servers.a.guards'],
    ['{ transport: stdio, command: x, tool_policy: { ask: [y] } }', 'servers.a.tool_policy.ask'],
    ['{ transport: stdio, command: x, stdio_mode: content-length }', 'servers.a.stdio_mode'],
  ])('a server with %s is disabled as not supported yet', (entry, key) => {
    const fault = brokenBy(entry);
    expect(fault?.code).toBe('not_supported_yet');
    expect(fault?.message).toContain(`${key}: `);
  });

  it.each([
    ['{ transport: stdio }', 'registry.yaml:2:6: servers.a.command: missing'],
    ['{ transport: stdio, command: x, comand: y }', 'did you mean "command"?'],
    ['{ transport: http, url: "http://h/", comand: y }', 'servers.a.comand: unknown key'],
    ['{ transport: http, url: "http://h/", command: y }', 'does not go with transport http'],
    ['{ transport: stdi, command: x }', 'expected one of stdio, http, external'],
    ['{ transport: http, url: "ftp://h/" }', 'expected an http or https URL'],
    ['{ transport: stdio, command: x, env: { PORT: 80 } }', 'servers.a.env.PORT: expected string'],
    [
      '{ transport: stdio, command: x, env: { PORT: null } }',
      'servers.a.env.PORT: expected string',
    ],
    ['{ transport: stdio, command: x, env: { K: "${secrets:x}" } }', 'unknown reference'],
    ['{ transport: stdio, command: "${HOME}/x" }', 'servers.a.command: unknown reference'],
    ['{ transport: stdio, command: x, args: ["{file:rel}"] }', 'servers.a.args[0]: {file:…} needs'],
    ['{ transport: http, url: "http://h/", headers: { A: x, a: y } }', 'headers.a: this header is'],
    ['7', 'registry.yaml:2:6: servers.a: expected mapping, received number'],
  ])('a server written as %s is disabled by itself', (entry, message) => {
    expect(brokenBy(entry)?.message).toContain(message);
  });

  it('the rest is in force beside a broken server', () => {
    const { clients, servers, broken } = check(`
clients: { c: { allow_servers: [good] } }
servers:
  a__x: {}
  good: { transport: stdio, command: x }
`);
    expect(clients.get('c')?.allow_servers).toEqual(['good']);
    expect([...servers.keys()]).toEqual(['good']);
    expect(broken.get('a__x')?.message).toContain(
      'registry.yaml:4:3: servers.a__x: two underscores',
    );
  });

  it('SE-7: a secret of one server cannot be named by another', () => {
    expect(
      brokenBy('{ transport: stdio, command: x, env: { K: "${secret:b/K}" } }')?.message,
    ).toContain('servers.a.env.K: ${secret:b/K} belongs to server b');
    for (const name of ['a/K', 'shared/K', 'b'])
      expect(brokenBy(`{ transport: stdio, command: x, env: { K: "\${secret:${name}}" } }`)).toBe(
        undefined,
      );
  });

  it('SE-1: a refusal holds no value', () => {
    const fault = brokenBy(
      '{ transport: stdio, command: 5, env: { K: [canary-77] }, tags: canary-77 }',
    );
    expect(JSON.stringify(fault)).not.toContain('canary-77');
  });

  it('reads an explicit limits.rpm before the original rate_limit_rpm', () => {
    expect(check('lmcp: { rate_limit_rpm: 9 }').lmcp.limits.rpm).toBe(9);
    expect(check('lmcp: { rate_limit_rpm: 9, limits: { rpm: 8 } }').lmcp.limits.rpm).toBe(8);
  });
});

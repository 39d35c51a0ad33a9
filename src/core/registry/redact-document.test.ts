import { describe, expect, it } from 'vitest';
import { checkRegistry } from './check-registry.ts';
import { redactRegistryText } from './redact-document.ts';
import { parseRegistryDocument } from './registry-document.ts';

const text = `# old token: canary-01
lmcp: { management_token: canary-02 }
x-env: &shared
  SHARED: canary-03
clients:
  a: { token: canary-04, allow_servers: [s] }   # the token was canary-05 password=canary-05
servers:
  s:
    transport: stdio
    command: run
    args: [--verbose, --api-key, canary-06, "--token=canary-07", "https://u:canary-08@h/?k=canary-09"]
    env: *shared
  t:
    transport: stdio
    command: run
    env:
      KEPT: "\${secret:t/KEPT}"
      EMPTY: ""
      MIXED: "\${env:X}canary-10"
      BLOCK: |
        canary-11
        canary-12
  h:
    transport: http
    url: https://u:canary-13@h.example/?key=canary-14
    headers: { Authorization: Bearer canary-15, Cookie: "Bearer \${secret:h/C}" }
`;

describe('redactRegistryText', () => {
  it('SE-1: no canary survives, in values, comments, anchors or URLs', () => {
    expect(redactRegistryText(text)).not.toContain('canary');
  });

  it('keeps what is no secret, and names what has to be set again', () => {
    const redacted = redactRegistryText(text);
    expect(redacted).toContain('KEPT: "${secret:t/KEPT}"');
    expect(redacted).toContain('EMPTY: ""');
    expect(redacted).toContain('Cookie: "Bearer ${secret:h/C}"');
    expect(redacted).toContain('--verbose');
    expect(redacted).toContain('MIXED: "${secret:not-in-backup/t/MIXED}"');
  });

  it('is a registry that loads', () => {
    const document = parseRegistryDocument('backup', Buffer.from(redactRegistryText(text)));
    const { servers, broken } = checkRegistry(document);
    expect([...servers.keys()]).toEqual(['s', 't', 'h']);
    expect(broken.size).toBe(0);
  });

  it('SE-1: no canary survives in an entry that is broken, or that holds more than it should', () => {
    const odd = `version: 1
servers:
  a:
    transport: http
    url: https://h.example/api/s/NjExMTBhYjQtZWYwNi0canary4YzVmLTkx/mcp
    oauth: { client_id: kept-1, headers: { X-Key: canary-01 }, secret: canary-02 }
  b: { transport: stdio, command: run, env: [KEY=canary-03] }
  c: { transport: stdio, command: run, enviroment: { KEY: canary-04 }, tags: [kept-2] }
  d: { transport: stdio, command: run, args: --token canary-05 }
  e: { transport: stdio, command: run, args: [{ --token: canary-06 }, kept-3] }
  f: run --token canary-07
  g: { transport: stdio, command: run kept --api-key canary-08 }
  h: { transport: sse, url: [https://h.example/canary-09], bearer: canary-10 }
  i: [{ env: { K: canary-11 } }]
  j: { transport: http, url: https://h.example/, oauth: canary-12 }
  k: { transport: stdio, command: kept-4, args: , env: , headers: null }
`;
    const redacted = redactRegistryText(odd);
    expect(redacted).not.toContain('canary');
    for (const kept of ['kept-1', 'kept-2', 'kept-3', 'kept-4']) expect(redacted).toContain(kept);
    const { broken } = checkRegistry(parseRegistryDocument('backup', Buffer.from(redacted)));
    expect([...broken.keys()]).not.toContain('k');
  });

  it('gives up on what is not YAML', () => {
    expect(redactRegistryText('a: [canary')).not.toContain('canary');
  });
});

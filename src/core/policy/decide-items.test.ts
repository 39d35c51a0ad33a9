import { describe, expect, it } from 'vitest';
import { type RegistryInput, registryFile } from '../../shared/registry.ts';
import { compilePolicy } from './compiled-policy.ts';
import { decide, type Target } from './decide.ts';
import { normaliseUri } from './resource-uri.ts';

const stdio = { transport: 'stdio' as const, command: 'x' };

function decideWith(input: RegistryInput, target: Target, client = 'a') {
  const file = registryFile.parse(input);
  const policy = compilePolicy({
    revision: 7,
    sha256: '',
    lmcp: file.lmcp,
    clients: new Map(Object.entries(file.clients)),
    servers: new Map(Object.entries(file.servers)),
    broken: new Map(),
  });
  const { effect, rule, hidden, message } = decide(policy, client, target);
  return hidden ? 'hidden' : `${effect} by ${rule}${message && ` (${message})`}`;
}

const resource = (uri: string) => ({ serverId: 's', resource: uri });
const prompt = (name: string) => ({ serverId: 's', prompt: name });

describe('decisions over prompts and resources', () => {
  const granted = { clients: { a: { allow_servers: ['s'] }, b: {} }, servers: { s: stdio } };

  it('PO-7 P-43: belong to the grant of their server, and to nobody else', () => {
    expect(decideWith(granted, prompt('x'))).toBe('allow by clients.a.allow_servers[0]');
    expect(decideWith(granted, resource('f:///x'))).toBe('allow by clients.a.allow_servers[0]');
    expect(decideWith(granted, prompt('x'), 'b')).toBe('hidden');
    expect(decideWith(granted, resource('f:///x'), 'nobody')).toBe('hidden');
  });

  it('rules over tools do not rule over them', () => {
    const servers = { s: { ...stdio, tool_policy: { mode: 'deny_all' as const } } };
    expect(decideWith({ ...granted, servers }, prompt('x'))).toMatch(/^allow/);
  });

  it('PO-5: deny beats allow, at the server and at the client, and every decision names its rule', () => {
    const input = {
      clients: {
        a: {
          allow_servers: ['s'],
          resources: { s: { allow: ['file:///home/**'], deny: ['**/.ENV'] } },
          prompts: { s: { deny: ['draft*'] } },
        },
      },
      servers: {
        s: {
          ...stdio,
          resources: { deny: ['file:///home/secret/**'], message: 'Secret.' },
          prompts: { allow: ['*'] },
        },
      },
    };
    const rules = 'clients.a.resources.s';
    expect(decideWith(input, resource('file:///home/x'))).toBe(`allow by ${rules}.allow[0]`);
    expect(decideWith(input, resource('file:///etc/x'))).toBe(
      `deny by ${rules}.allow (Denied by policy.)`,
    );
    expect(decideWith(input, resource('file:///home/.env'))).toBe(
      `deny by ${rules}.deny[0] (Denied by policy.)`,
    );
    expect(decideWith(input, resource('file:///home/secret/x'))).toBe(
      'deny by servers.s.resources.deny[0] (Secret.)',
    );
    expect(decideWith(input, prompt('Draft/1'))).toBe(
      'deny by clients.a.prompts.s.deny[0] (Denied by policy.)',
    );
    expect(decideWith(input, prompt('a/b'))).toBe('allow by servers.s.prompts.allow[0]');
  });

  it.each([
    ['file:///etc/**', 'file:///etc/passwd'],
    ['file:///etc/**', 'file:/etc/passwd'],
    ['file:///etc/**', 'file://localhost/etc/passwd'],
    ['file:///etc/**', 'file:////etc/passwd'],
    ['file:///etc/**', 'file:///etc//passwd'],
    ['file:///etc/passwd', 'file:///etc//passwd'],
    ['file:///etc/passwd', 'file:///etc/passwd?'],
    ['file:///etc/passwd', 'file:///etc/passwd?x=/y'],
    ['file:///etc/passwd', 'file:///etc/passwd#'],
    ['file:///etc/*', 'file:///etc/passwd#/x'],
    ['file:///etc', 'file:///etc/'],
    ['file:///', 'file:////'],
    ['file:///etc/**', 'file://127.0.0.1/etc/passwd'],
    ['file:///etc/**', 'file://elsewhere/etc/passwd'],
    ['file:///etc/**', 'file://user@elsewhere:1//etc/passwd'],
    ['file:///etc/**', 'file://etc/passwd'],
    ['file:///etc/**', 'file:///etc\\passwd'],
    ['file:///etc/**', 'file:///home/..%5C..%5cetc%5Cpasswd'],
    ['file:///etc/**', 'file:///home//..\\..\\etc/passwd'],
    ['file:///C:/Users/**', 'file:///C:\\Users\\me'],
    ['file:///C:/Users/**', 'file://C:\\Users\\me'],
    ['file:///C:\\Users\\**', 'file:///c:/users/me'],
    ['file://nas/secret/**', 'file://nas/open\\..\\secret\\x'],
    ['file://nas/secret/**', 'file:////nas/secret/x'],
    ['file://nas/secret/**', 'file:///\\\\nas\\secret\\x'],
    ['file:///My Notes/**', 'file:///My%20Notes/x'],
    ['**/My%7eNotes/é', 'file:///a/My~Notes/é'],
    ['http://intra/**', 'http://intra:80/x'],
    ['http://intra:80/**', 'http://intra/x'],
    ['http://intra/', 'http://intra'],
    ['file:///{path}', 'file:///{path}'],
  ])('PO-8: what denies %s denies %s', (glob, uri) => {
    const servers = { s: { ...stdio, resources: { deny: [glob] } } };
    const asked = uri.includes('{') ? uri : (normaliseUri(uri) ?? '');
    expect(decideWith({ ...granted, servers }, resource(asked))).toMatch(/^deny by servers/);
  });

  it.each([
    ['file:///etc/**', 'file:///srv/etc/passwd'],
    ['file:///etc/**', 'file://nas/share/etc/passwd'],
    ['file:///etc/**', 'file:///run/dev\\x2detc'],
    ['file:///share/*', 'file://nas/share/a/b'],
    ['file:///C:/Users/**', 'file:///D:\\Users\\me'],
  ])('PO-8: what denies %s does not deny %s', (glob, uri) => {
    const servers = { s: { ...stdio, resources: { deny: [glob] } } };
    const asked = resource(normaliseUri(uri) ?? '');
    expect(decideWith({ ...granted, servers }, asked)).toMatch(/^allow/);
  });

  it.each([
    ['allow', 'file:///home/me/**', 'file:///home/me/a\\b'],
    ['allow', 'file:///C:\\Users\\**', 'file:///C:\\Users\\me'],
    ['allow', 'file:///C:/**', 'file:///C:/Users\\me'],
    ['allow', 'file://nas/share/**', 'file://nas/share/x'],
    ['deny', 'file:///home/me/**', 'file:///home/me/..\\..\\..\\etc\\passwd'],
    ['deny', 'file:///home/me/*', 'file:///home/me/a\\b'],
    ['deny', 'file:///home/me/**', 'file://nas/home/me/x'],
  ])('PO-8: to %s is what an allowance of %s means for %s', (effect, glob, uri) => {
    const servers = { s: { ...stdio, resources: { allow: [glob] } } };
    const asked = resource(normaliseUri(uri) ?? '');
    expect(decideWith({ ...granted, servers }, asked)).toMatch(new RegExp(`^${effect}`));
  });

  it('an empty allow list allows nothing', () => {
    const servers = { s: { ...stdio, prompts: { allow: [] } } };
    expect(decideWith({ ...granted, servers }, prompt('x'))).toMatch(/^deny by servers.s.prompts/);
  });
});

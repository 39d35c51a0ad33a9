import { describe, expect, it } from 'vitest';
import { type RegistryInput, registryFile } from '../../shared/registry.ts';
import type { RegistrySnapshot } from '../registry/snapshot.ts';
import { compilePolicy } from './compiled-policy.ts';
import { decide } from './decide.ts';

function policyOf(input: RegistryInput) {
  const file = registryFile.parse(input);
  const snapshot: RegistrySnapshot = {
    revision: 7,
    sha256: 'f'.repeat(64),
    lmcp: file.lmcp,
    clients: new Map(Object.entries(file.clients)),
    servers: new Map(Object.entries(file.servers)),
    broken: new Map(),
  };
  return compilePolicy(snapshot);
}

const stdio = { transport: 'stdio' as const, command: 'x' };
const ask = (input: RegistryInput, tool: string | null, clientId = 'a', serverId = 's') =>
  decide(policyOf(input), clientId, { serverId, tool });

describe('decide', () => {
  it('P-37 PO-1: a new client reaches nothing, and cannot tell a server from none', () => {
    const registry = { clients: { a: {} }, servers: { s: stdio } };
    const real = ask(registry, 'echo');
    const unknown = ask(registry, 'echo', 'a', 'nothing');
    expect(real).toMatchObject({ effect: 'deny', hidden: true, rule: 'clients.a.allow_servers' });
    expect(unknown).toEqual(real);
  });

  it.each(['constructor', 'toString', 'hasOwnProperty'])(
    'serves a server and a client named %s',
    (id) => {
      const registry = { clients: { [id]: { allow_servers: [id] } }, servers: { [id]: stdio } };
      expect(ask(registry, 'echo', id, id)).toMatchObject({ effect: 'allow', hidden: false });
      const narrowed = {
        clients: { [id]: { allow_servers: [id], tools: { [id]: { deny: ['echo'] } } } },
      };
      expect(ask({ ...registry, ...narrowed }, 'echo', id, id)).toMatchObject({
        effect: 'deny',
        rule: `clients.${id}.tools.${id}.deny[0]`,
      });
    },
  );

  it('names the grant that allows, and the revision', () => {
    const registry = { clients: { a: { allow_servers: ['t', 's'] } }, servers: { s: stdio } };
    expect(ask(registry, 'echo')).toEqual({
      effect: 'allow',
      hidden: false,
      rule: 'clients.a.allow_servers[1]',
      revision: 7,
      message: '',
    });
  });

  it('hides everything from a disabled client, and a disabled or missing server from all', () => {
    const granted = { allow_servers: ['s'] };
    expect(
      ask({ clients: { a: { ...granted, enabled: false } }, servers: { s: stdio } }, 'x'),
    ).toMatchObject({
      hidden: true,
      rule: 'clients.a.enabled',
    });
    expect(
      ask({ clients: { a: granted }, servers: { s: { ...stdio, enabled: false } } }, 'x'),
    ).toMatchObject({
      hidden: true,
      rule: 'servers.s.enabled',
    });
    expect(ask({ clients: { a: granted } }, 'x')).toMatchObject({ effect: 'deny', hidden: true });
    expect(ask({ clients: { a: granted }, servers: { s: stdio } }, 'x', 'stranger')).toMatchObject({
      hidden: true,
    });
  });

  it('P-40 PO-5: deny beats ask beats allow, wherever they stand', () => {
    const registry: RegistryInput = {
      lmcp: { tool_policy: { deny: ['*secret*'], ask: ['read_*'] } },
      clients: {
        a: {
          allow_servers: ['s'],
          tools: { s: { mode: 'allow_list', tools: ['*'], deny: ['write_b'] } },
        },
      },
      servers: {
        s: {
          ...stdio,
          tool_policy: { mode: 'allow_all', deny: ['write_a'], message: 'No writing.' },
        },
      },
    };
    expect(ask(registry, 'read_secret')).toMatchObject({
      effect: 'deny',
      rule: 'lmcp.tool_policy.deny[0]',
    });
    expect(ask(registry, 'write_a')).toMatchObject({
      effect: 'deny',
      rule: 'servers.s.tool_policy.deny[0]',
      message: 'No writing.',
      hidden: false,
    });
    expect(ask(registry, 'write_b')).toMatchObject({
      effect: 'deny',
      rule: 'clients.a.tools.s.deny[0]',
    });
    expect(ask(registry, 'read_x')).toMatchObject({
      effect: 'ask',
      rule: 'lmcp.tool_policy.ask[0]',
    });
    expect(ask(registry, 'list')).toMatchObject({
      effect: 'allow',
      rule: 'clients.a.tools.s.tools[0]',
    });
  });

  it.each(['.', '..', '...', '.x'])(
    'PO-5: a tool named %s is denied and asked about by globs that match everything',
    (tool) => {
      const registry = (rules: { deny?: string[]; ask?: string[] }) => ({
        lmcp: { tool_policy: rules },
        clients: { a: { allow_servers: ['s'] } },
        servers: { s: stdio },
      });
      for (const glob of ['*', '**', '{*,x}']) {
        expect(ask(registry({ deny: [glob] }), tool)).toMatchObject({ effect: 'deny' });
        expect(ask(registry({ ask: [glob] }), tool)).toMatchObject({ effect: 'ask' });
      }
    },
  );

  it('PO-6: allow globs are exact in case, deny globs are not', () => {
    const registry: RegistryInput = {
      clients: {
        a: { allow_servers: ['s'], tools: { s: { mode: 'allow_list', tools: ['get_*'] } } },
      },
      servers: { s: { ...stdio, tool_policy: { deny: ['delete_*'] } } },
    };
    expect(ask(registry, 'get_x').effect).toBe('allow');
    expect(ask(registry, 'Get_x')).toMatchObject({
      effect: 'deny',
      rule: 'clients.a.tools.s.tools',
    });
    expect(ask(registry, 'Delete_x')).toMatchObject({
      effect: 'deny',
      rule: 'servers.s.tool_policy.deny[0]',
    });
  });

  it('deny_all and an empty allow_list deny every tool but not the server', () => {
    const clients = { a: { allow_servers: ['s'] } };
    for (const mode of ['deny_all', 'allow_list'] as const) {
      const registry = { clients, servers: { s: { ...stdio, tool_policy: { mode } } } };
      expect(ask(registry, 'x')).toMatchObject({ effect: 'deny', hidden: false });
      expect(ask(registry, null).effect).toBe('allow');
    }
  });

  it('a client narrows a server and never widens it', () => {
    const registry: RegistryInput = {
      clients: { a: { allow_servers: ['s'], tools: { s: { mode: 'allow_all', tools: ['*'] } } } },
      servers: { s: { ...stdio, tool_policy: { mode: 'allow_list', tools: ['read'] } } },
    };
    expect(ask(registry, 'write')).toMatchObject({
      effect: 'deny',
      rule: 'servers.s.tool_policy.tools',
    });
  });
});

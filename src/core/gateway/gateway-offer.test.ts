import { describe, expect, it } from 'vitest';
import type { Ability } from '../state/definition.ts';
import { capabilitiesFor, instructionsFor } from './gateway-offer.ts';

const all = { kind: 'all' } as const;

function offer(servers: Record<string, Ability[] | null>) {
  const catalog = { grantedServers: () => Object.keys(servers) };
  const abilitiesOf = (id: string) => {
    const abilities = servers[id];
    return abilities ? new Set(abilities) : null;
  };
  return { deps: { catalog, abilitiesOf } };
}

function instructions(texts: Record<string, string>) {
  return { catalog: { instructions: () => new Map(Object.entries(texts)) } };
}

describe('capabilitiesFor', () => {
  const of = (
    servers: Record<string, Ability[] | null>,
    route: Parameters<typeof capabilitiesFor>[2] = all,
  ) => Object.keys(capabilitiesFor(offer(servers).deps, 'a', route));

  it('is what the granted servers can do together', () => {
    expect(of({ s: ['tools', 'prompts'], t: ['logging', 'completions'] })).toEqual([
      'tools',
      'prompts',
      'completions',
      'logging',
    ]);
    expect(of({ s: ['prompts'] }, { kind: 'server', serverId: 's' })).toEqual(['prompts']);
  });

  it('a server that nobody has read may be able to do everything', () => {
    expect(of({ s: ['tools'], t: null })).toEqual([
      'tools',
      'prompts',
      'resources',
      'completions',
      'logging',
    ]);
  });

  it('who was granted nothing is offered tools, which may come', () => {
    expect(of({})).toEqual(['tools']);
  });
});

describe('instructionsFor', () => {
  const of = (texts: Record<string, string>, route: Parameters<typeof instructionsFor>[2] = all) =>
    instructionsFor(instructions(texts), 'a', route);

  it('are those of the servers, under their names', () => {
    expect(of({ s: 'One.', t: 'Two.' })).toBe('# s\nOne.\n\n# t\nTwo.\n');
    expect(of({})).toBe('');
    expect(of({ s: 'One.', t: 'Two.' }, { kind: 'server', serverId: 't' })).toBe('Two.');
  });

  it('keep to 4 KiB: each server has its share, in whole characters', () => {
    const text = of({ s: 'é'.repeat(5_000), t: 'x'.repeat(5_000), u: 'short' });
    expect(Buffer.byteLength(text)).toBeLessThanOrEqual(4_096);
    expect(Buffer.byteLength(text)).toBeGreaterThan(2_500);
    expect(text).toMatch(/# s\né+…\n# t\nx+…\n# u\nshort/);
  });
});

import { describe, expect, it } from 'vitest';
import { explainSteps, whyDenied } from './explain-steps.ts';

const states = (rule: string, effect: 'allow' | 'deny' = 'deny') =>
  explainSteps({ effect, rule, message: '' }).map(({ state }) => state);

describe('the steps of an explanation', () => {
  it.each([
    ['clients', 0],
    ['clients.codex.enabled', 0],
    ['clients.codex.allow_servers', 1],
    ['servers.git.enabled', 2],
    ['lmcp.tool_policy.deny[0]', 3],
    ['servers.git.tool_policy.mode', 4],
    ['clients.codex.tools.git.deny[1]', 5],
  ])('%s refuses at step %i, and what comes after it was not reached', (rule, step) => {
    const found = states(rule);
    expect(found.indexOf('refused')).toBe(step);
    expect(found.slice(0, step).every((state) => state === 'passed')).toBe(true);
    expect(found.slice(step + 1).every((state) => state === 'not reached')).toBe(true);
  });

  it('what was not reached is no fact: it is named, and nothing is said of it', () => {
    const steps = explainSteps({
      effect: 'deny',
      rule: 'clients.codex.allow_servers',
      message: '',
    });
    expect(steps.map(({ text }) => text)).toEqual([
      'The client is registered and enabled.',
      'The server is not granted to it.',
      'Whether the server is enabled',
      'Rules over all servers',
      'The server’s own rules',
      'The client’s own rules',
    ]);
  });

  it('a rule that denies is said in a sentence', () => {
    expect(whyDenied('servers.git.tool_policy.deny[0]')).toBe('A rule of the server denies it.');
    expect(whyDenied('something.new')).toBeNull();
  });

  it('an allowed call passes every step, and the rule that allowed it is named', () => {
    expect(states('clients.codex.allow_servers[0]', 'allow')).toEqual(Array(6).fill('passed'));
    const steps = explainSteps({
      effect: 'allow',
      rule: 'clients.codex.tools.git.tools[0]',
      message: '',
    });
    expect(steps.at(-1)?.rule).toBe('clients.codex.tools.git.tools[0]');
  });
});

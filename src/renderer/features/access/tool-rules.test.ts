import { describe, expect, it } from 'vitest';
import type { ClientRules } from './staged-edits.ts';
import {
  newToolsUnder,
  patternsOf,
  presetOf,
  rulesOfPreset,
  withoutPattern,
  withTool,
} from './tool-rules.ts';

describe('rules over the tools of one cell', () => {
  it.each(['all', 'read_only', 'none'] as const)('the preset %s is recognised again', (preset) => {
    expect(presetOf(rulesOfPreset(preset, []))).toBe(preset);
  });

  it('choosing or excepting keeps what is allowed now, by name', () => {
    const tools = [
      { name: 'a', effect: 'allow' as const, locked: false },
      { name: 'b', effect: 'deny' as const, locked: false },
      { name: 'c', effect: 'deny' as const, locked: true },
    ];
    expect(rulesOfPreset('chosen', tools)).toEqual({ mode: 'allow_list', tools: ['a'] });
    expect(rulesOfPreset('except', tools)).toEqual({ mode: 'allow_all', deny: ['b'] });
    for (const preset of ['chosen', 'except'] as const)
      expect(presetOf(rulesOfPreset(preset, tools))).toBe(preset);
    expect(rulesOfPreset('except', tools.slice(0, 1))).toBeNull();
  });

  it.each<[string, ClientRules | null]>([
    ['New tools are allowed', null],
    ['New tools are allowed', { mode: 'allow_all', deny: ['a'] }],
    ['New tools are allowed unless a pattern fits', { mode: 'allow_all', deny: ['delete_*'] }],
    ['New tools start as not allowed', { mode: 'allow_list', tools: ['a'] }],
    ['New tools are allowed where a pattern fits', { mode: 'allow_list', tools: ['get_*'] }],
    ['New tools start as not allowed', { mode: 'deny_all' }],
  ])('%s under %o', (said, rules) => {
    expect(newToolsUnder(rules)).toBe(said);
  });

  it('taking one tool away denies it by name, and giving it back leaves no rule behind', () => {
    const less = withTool(null, 'delete_file', false);
    expect(less).toMatchObject({ mode: 'allow_all', deny: ['delete_file'] });
    expect(withTool(less, 'delete_file', true)).toBeNull();
  });

  it('on a list the name leaves the list; where a pattern allows it too, it is denied', () => {
    const list = { mode: 'allow_list' as const, tools: ['get_*', 'write', 'get_x'] };
    expect(withTool(list, 'write', false)).toMatchObject({ tools: ['get_*', 'get_x'], deny: [] });
    expect(withTool(list, 'get_x', false)).toMatchObject({
      tools: ['get_*', 'write'],
      deny: ['get_x'],
    });
    expect(withTool(list, 'get_y', false)).toMatchObject({ deny: ['get_y'] });
  });

  it('allowing one tool where none is makes a list of it', () => {
    expect(withTool({ mode: 'deny_all' }, 'a', true)).toMatchObject({
      mode: 'allow_list',
      tools: ['a'],
    });
  });

  it('patterns are shown apart and can be taken away', () => {
    const rules = { mode: 'allow_list' as const, tools: ['get_*', 'a'], deny: ['*_all'] };
    expect(patternsOf(rules)).toEqual([
      { glob: 'get_*', allows: true },
      { glob: '*_all', allows: false },
    ]);
    expect(withoutPattern(rules, 'get_*')).toMatchObject({ tools: ['a'], deny: ['*_all'] });
  });
});

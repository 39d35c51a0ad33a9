import { describe, expect, it } from 'vitest';
import { readSetting } from './read-setting.ts';

describe('readSetting', () => {
  it('finds a value by its path, and nothing where there is none', () => {
    expect(readSetting({ limits: { rpm: 0 } }, 'limits.rpm')).toBe(0);
    expect(readSetting({ hosts: ['a'] }, 'hosts')).toEqual(['a']);
    expect(readSetting({ limits: 7 }, 'limits.rpm')).toBeNull();
    expect(readSetting({}, 'constructor')).toBeNull();
    expect(readSetting({ list: [{}] }, 'list')).toBeNull();
  });
});

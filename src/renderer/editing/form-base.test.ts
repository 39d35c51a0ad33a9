import { describe, expect, it } from 'vitest';
import { type FormBase, goOnFrom, nextBase } from './form-base.ts';

const first = { sha256: 'a', limit: 100 };
const second = { sha256: 'b', limit: 5 };
const third = { sha256: 'c', limit: 6 };

const typed = (): FormBase<typeof first> | null => nextBase(null, first, true);

describe('the base of a form', () => {
  it('is the newest answer while nobody has typed', () => {
    expect(nextBase(null, first, false)).toBeNull();
    expect(nextBase(typed(), second, false)).toBeNull();
  });

  it('MG-9: stays what the person saw, whatever is answered while they type', () => {
    expect(nextBase(typed(), second, true)).toMatchObject({ answer: first, seen: 'a' });
  });

  it('MG-9: becomes what is there now when the person goes on, however often that changes', () => {
    const shown = goOnFrom(typed(), 'b');
    expect(nextBase(shown, first, true)).toMatchObject({ answer: first, seen: 'b' });
    expect(nextBase(shown, second, true)).toMatchObject({ answer: second, seen: 'b' });
    // What changed after the difference was shown has been seen by nobody.
    expect(nextBase(shown, third, true)).toMatchObject({ answer: third, seen: 'b' });
    expect(nextBase(nextBase(shown, second, true), third, true)).toMatchObject({ answer: second });
  });
});

import { describe, expect, it } from 'vitest';
import { OwnEdits } from './own-edits.ts';

describe('OwnEdits', () => {
  it('MG-9: leads a form over the edits of its own page, and over no other', () => {
    const edits = new OwnEdits();
    edits.note('a', 'b');
    edits.note('b', 'c');
    expect(edits.latest('a')).toBe('c');
    expect(edits.latest('c')).toBe('c');
    expect(edits.latest('of somebody else')).toBe('of somebody else');
  });

  it('ends where an edit was taken back', () => {
    const edits = new OwnEdits();
    edits.note('a', 'b');
    edits.note('b', 'a');
    expect(edits.latest('a')).toBe('a');
    expect(edits.latest('b')).toBe('a');
  });

  it('MG-9: takes the word of the engine for what the file is', () => {
    const edits = new OwnEdits();
    edits.note('a', 'b');
    edits.settle('a');
    expect(edits.latest('a')).toBe('a');
  });

  it('counts an edit that changed nothing as none', () => {
    const edits = new OwnEdits();
    edits.note('a', 'a');
    expect(edits.latest('a')).toBe('a');
  });
});

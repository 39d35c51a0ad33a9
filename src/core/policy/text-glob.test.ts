import { describe, expect, it } from 'vitest';
import { compileTextGlobs, matchesAround } from './text-glob.ts';

const uris = (pattern: string, text: string, anyCase = false) =>
  compileTextGlobs([pattern], { anyCase, paths: true }).match(text) === 0;

describe('globs over URIs', () => {
  it.each([
    ['file:///a/*', 'file:///a/b', true],
    ['file:///a/*', 'file:///a/b/c', false],
    ['file:///a/**', 'file:///a/b/c', true],
    ['file:///a/**', 'file:///a/', true],
    ['**', 'anything:/at/all?x=[1]', true],
    ['**.env', 'file:///x/.env', true],
    ['**/.env', 'file:///x/.environment', false],
    ['db://t?id=*', 'db://t?id=7', true],
    ['db://t?id=*', 'db://tXid=7', false],
    ['a:[b]', 'a:b', false],
    ['a:*b*', 'a:xbyb', true],
    ['a:*b*', 'a:xy', false],
    ['', '', true],
    ['a:b', 'a:bc', false],
  ])('%s on %s is %s', (pattern, text, expected) => {
    expect(uris(pattern, text)).toBe(expected);
  });

  it('are exact in case to allow, and match any case to deny', () => {
    expect(uris('file:///Secret/**', 'file:///secret/x')).toBe(false);
    expect(uris('file:///Secret/**', 'file:///sEcret/x', true)).toBe(true);
  });

  it('say which of several matched first', () => {
    const globs = compileTextGlobs(['x*', 'xy', 'z'], { anyCase: false, paths: false });
    expect(['xy', 'z', 'q'].map((text) => globs.match(text))).toEqual([0, 2, -1]);
  });

  it('in names * crosses a slash', () => {
    expect(compileTextGlobs(['a*'], { anyCase: false, paths: false }).match('a/b')).toBe(0);
  });

  it('UP-10: take linear time, whatever is written', () => {
    const start = performance.now();
    expect(uris(`${'**a'.repeat(40)}!`, `x:${'a'.repeat(8_000)}`)).toBe(false);
    expect(performance.now() - start).toBeLessThan(1_000);
  });
});

describe('matchesAround', () => {
  it('fits what a template can expand to', () => {
    expect(matchesAround(['memo://', '/x'], 'memo://any/thing/x')).toBe(true);
    expect(matchesAround(['memo://', '/x'], 'memo://any/thing/y')).toBe(false);
    expect(matchesAround(['memo://all'], 'memo://all')).toBe(true);
    expect(matchesAround(['memo://all'], 'memo://all/more')).toBe(false);
  });
});

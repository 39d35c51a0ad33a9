import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { canonicalDigest, canonicalJson } from './canonical-json.ts';

const canonical = (text: string) => canonicalJson(Buffer.from(text));

describe('canonicalJson', () => {
  it('UP-2: writes the sample of RFC 8785 as the RFC does', () => {
    const sample = String.raw`{
      "numbers": [333333333.33333329, 1E30, 4.50, 2e-3, 0.000000000000000000000000001],
      "string": "\u20ac$\u000F\u000aA'\u0042\u0022\u005c\\\"\/",
      "literals": [null, true, false]
    }`;
    // The first number is the one deliberate difference: its exact value is kept, where the RFC writes 333333333.3333333.
    expect(canonical(sample)).toBe(
      String.raw`{"literals":[null,true,false],"numbers":[33333333333333329e-8,1e+30,4.5,0.002,1e-27],"string":"€$\u000f\nA'B\"\\\\\"/"}`,
    );
  });

  it('UP-3: order of members and white space change nothing, order of elements does', () => {
    const one = canonicalDigest(Buffer.from('{"a":{"x":1,"y":[1,2]},"b":2}'));
    expect(
      canonicalDigest(Buffer.from(' { "b" : 2 , "a" : { "y" : [ 1 , 2 ] , "x" : 1 } } ')),
    ).toBe(one);
    expect(canonicalDigest(Buffer.from('{"a":{"x":1,"y":[2,1]},"b":2}'))).not.toBe(one);
    expect(one).toBe(createHash('sha256').update('{"a":{"x":1,"y":[1,2]},"b":2}').digest('hex'));
  });

  it('sorts names by UTF-16 code units, not by code points', () => {
    expect(canonical('{"\\ufb33":1,"\\ud83d\\ude00":2,"1":3,"\\r":4,"":5}')).toBe(
      '{"":5,"\\r":4,"1":3,"😀":2,"\ufb33":1}',
    );
  });

  it('compares numbers by their exact value: spelling is nothing, precision is kept', () => {
    expect(['1', '1.0', '10e-1', '1E0', '0.1e1'].map(canonical)).toEqual(Array(5).fill('1'));
    expect(['0', '-0', '0.0', '0e9'].map(canonical)).toEqual(Array(4).fill('0'));
    expect(canonical('9007199254740993')).not.toBe(canonical('9007199254740992'));
    expect(canonical('0.1')).not.toBe(canonical('0.1000000000000000055511151231257827'));
    expect(canonical('1e400')).not.toBe(canonical('1e401'));
    expect(canonical('1e9999999999999999')).toBe('1e9999999999999999');
    expect(canonical('-12.50')).toBe('-12.5');
  });

  it('keeps __proto__ and lone surrogates apart from everything else', () => {
    expect(canonical('{"__proto__":{"a":1}}')).toBe('{"__proto__":{"a":1}}');
    expect(canonical('"\\ud800"')).toBe('"\\ud800"');
  });

  it('reads a deep and long value in linear time', () => {
    const deep = `${'[{"a":'.repeat(120)}"${'x'.repeat(1_000_000)}"${'}]'.repeat(120)}`;
    const startMs = performance.now();
    expect(canonical(deep)).toBe(deep);
    // 240 passes over the text would take seconds.
    expect(performance.now() - startMs).toBeLessThan(500);
  });
});

import { describe, expect, it } from 'vitest';
import { exactText, isText, requestLimits, resultLimits, scanJson, textOf } from './scan.ts';
import { ScanError, type ScanFault } from './scan-error.ts';

const scan = (text: string, limits = requestLimits) => scanJson(Buffer.from(text), limits);

function fault(input: string | Uint8Array): ScanFault | 'accepted' {
  try {
    scanJson(typeof input === 'string' ? Buffer.from(input) : input, requestLimits);
    return 'accepted';
  } catch (error) {
    if (error instanceof ScanError) return error.fault;
    throw error;
  }
}

describe('scanJson', () => {
  it('keeps exact spans of the members of the first three levels', () => {
    const text =
      ' {"id":7 , "params":{"name":"a","arguments": {"n":9007199254740993,"f":1.0,"e":1E2},"_meta":{"progressToken":"p"}}}';
    const root = scan(text);
    const params = root.members?.get('params');
    const args = params?.members?.get('arguments');
    expect(text.slice(args?.start, args?.end)).toBe('{"n":9007199254740993,"f":1.0,"e":1E2}');
    const token = params?.members?.get('_meta')?.members?.get('progressToken');
    expect(text.slice(token?.start, token?.end)).toBe('"p"');
    expect(args?.members?.get('n')?.members).toBeNull();
  });

  it('agrees with JSON.parse on what is JSON', () => {
    const good = [
      '{}',
      '[]',
      '0',
      '-0.5e+3',
      '"\\u00e9\\n"',
      ' [1 ,{"a":[true,false,null]}] ',
      '"é😀"',
      '1e400',
    ];
    const bad = [
      '',
      '{',
      '[1,]',
      '{"a":1,}',
      '01',
      '1.',
      '.5',
      '+1',
      '1e',
      '"\\x"',
      '"\\u12g4"',
      "'a'",
      'nul',
      'truex',
      '{}{}',
      '{"a" 1}',
      '{1:2}',
      '"a\nb"',
      '[1 2]',
      '\u00a0{}',
      '\ufeff{}',
      'NaN',
      '"',
    ];
    expect(good.map(fault)).toEqual(good.map(() => 'accepted'));
    expect(bad.map(fault)).toEqual(bad.map(() => 'syntax'));
    for (const text of good) expect(() => JSON.parse(text)).not.toThrow();
    for (const text of bad) expect(() => JSON.parse(text)).toThrow();
  });

  it('TR-16: refuses invalid UTF-8, overlong and surrogate encodings included', () => {
    for (const hex of ['22c32822', '22c0af22', '22eda08022', '22f888808080 22'.replace(' ', '')]) {
      expect(fault(Buffer.from(hex, 'hex'))).toBe('utf8');
    }
  });

  it('TR-16: refuses a name twice at any level, written with escapes too', () => {
    expect(fault('{"a":1,"b":2,"a":3}')).toBe('duplicate');
    expect(fault('{"name":1,"n\\u0061me":2}')).toBe('duplicate');
    expect(fault('[[[[{"x":{"y":1,"y":1}}]]]]')).toBe('duplicate');
    const many = Array.from({ length: 40 }, (_, index) => `"k${index}":1`);
    expect(fault(`{${many.join(',')},"k7":2}`)).toBe('duplicate');
    expect(fault(`{${many.join(',')}}`)).toBe('accepted');
    expect(fault('{"ab":1,"cb":2,"a":{"ab":1}}')).toBe('accepted');
    expect(fault('{"":1,"":2}')).toBe('duplicate');
  });

  it('TR-17: refuses depth over 64 and more than 100,000 nodes, and survives 20,000 levels', () => {
    const nested = (levels: number) => '['.repeat(levels) + ']'.repeat(levels);
    expect(fault(nested(64))).toBe('accepted');
    expect(fault(nested(65))).toBe('depth');
    expect(fault(nested(20_000))).toBe('depth');
    expect(() => scanJson(Buffer.from(nested(20_000)), resultLimits)).toThrow(ScanError);
    expect(fault(`[${'1,'.repeat(99_998)}1]`)).toBe('accepted');
    expect(fault(`[${'1,'.repeat(99_999)}1]`)).toBe('nodes');
  });

  it('TR-17: random damage to a valid message never raises anything but a ScanError', () => {
    const good = Buffer.from(
      '{"jsonrpc":"2.0","id":"é\\u0041","method":"x","params":{"a":[1,-2.5e3,{"b":null}]}}',
    );
    let accepted = 0;
    for (let round = 0; round < 20_000; round++) {
      const bytes = Buffer.from(good);
      // A fixed sequence: the same damage at every run.
      bytes[(round * 7919) % bytes.length] = (round * 104_729) % 256;
      const verdict = fault(bytes);
      if (verdict === 'accepted') {
        accepted++;
        expect(() => JSON.parse(bytes.toString())).not.toThrow();
      }
    }
    expect(accepted).toBeGreaterThan(0);
  });

  it('finds what matters in a long string wherever it stands in the buffer', () => {
    const shifted = (text: string, offset: number) => {
      const bytes = Buffer.alloc(Buffer.byteLength(text) + 4).fill(0x22);
      bytes.write(text, offset);
      return bytes.subarray(offset, offset + Buffer.byteLength(text));
    };
    for (let offset = 0; offset < 4; offset++) {
      for (let length = 28; length < 300; length += 3) {
        const text = `{"a":"${'é'.repeat(3)}${'x'.repeat(length)}","b":1}`;
        const root = scanJson(shifted(text, offset), requestLimits);
        expect(root.members?.get('b')?.type).toBe('number');
        for (const [bad, expected] of [
          ['\n', 'syntax'],
          ['\u0000', 'syntax'],
          ['"', 'syntax'],
          ['\\x', 'syntax'],
          ['\\n', 'accepted'],
          ['\u007f', 'accepted'],
          ['\u0080', 'accepted'],
        ] as const) {
          // Near its beginning, which is looked at byte by byte, and near its end.
          for (const at of [26 + (length % 9), length]) {
            const changed = `${text.slice(0, at)}${bad}${text.slice(at)}`;
            expect([length, at, bad, fault(shifted(changed, offset))]).toEqual([
              length,
              at,
              bad,
              expected,
            ]);
          }
        }
      }
    }
  });

  it('finds members by names of every kind, few or many, also when they are written with escapes', () => {
    const names = ['id', 'é', '\u00c3\u00a9', '', 'a\\b', '__proto__', '日本'];
    const many = Array.from({ length: 40 }, (_, index) => `k${index}`);
    const unescaped = names.filter((name) => !name.includes('\\'));
    for (const all of [names, unescaped, [...unescaped, ...many]]) {
      const written = all.map((name, index) => `${JSON.stringify(name)}:${index}`).join(',');
      const text = `{${written}}`;
      for (const form of [text, text.replace('"id"', '"i\\u0064"')]) {
        const { members } = scan(form);
        const bytes = Buffer.from(form);
        const found = all.map((name) => {
          const node = members?.get(name);
          return node === undefined ? undefined : exactText(bytes, node);
        });
        expect(found).toEqual(all.map((_, index) => String(index)));
        expect([...(members ?? [])].map(([name]) => name)).toEqual(all);
        expect([members?.size, members?.has('x'), members?.has('Ã')]).toEqual([
          all.length,
          false,
          false,
        ]);
      }
    }
  });

  it('isText compares what is said, however it is written', () => {
    const said = (json: string, text: string) => {
      const value = Buffer.from(json);
      return isText(value, scanJson(value, requestLimits), text);
    };
    expect(
      ['"tools/call"', '"tools\\/call"', '"\\u0074ools/call"'].map((json) =>
        said(json, 'tools/call'),
      ),
    ).toEqual([true, true, true]);
    expect([said('"é"', 'é'), said('"é"', 'Ã©'), said('"a\\\\b"', 'a\\b')]).toEqual([
      true,
      false,
      true,
    ]);
    expect([
      said('"a\\\\b"', 'a\\\\b'),
      said('1', '1'),
      said('"tools/calls"', 'tools/call'),
    ]).toEqual([false, false, false]);
  });

  it('TR-16: judges each byte of a very long string as JSON.parse does, wherever it stands', () => {
    const length = 9_000;
    const specials = [
      '\n',
      '\u001f',
      '"',
      '\\',
      '\\"',
      '\\n',
      '\\\\',
      ' ',
      '!',
      '#',
      '\u007f',
      'é',
    ];
    // Around every limit at which the search changes its ways, and some places between.
    const places = [
      250, 255, 256, 257, 290, 1_000, 4_095, 4_352, 4_383, 4_384, 4_385, 8_700, 8_999,
    ];
    for (const special of specials) {
      for (const place of places) {
        for (const second of [0, 37, 4_100]) {
          const filler = 'x'.repeat(length - place);
          const text = `{"a":"${'y'.repeat(place)}${special}${'z'.repeat(second)}\\n${filler}"}`;
          expect([special, place, second, fault(text) === 'accepted']).toEqual([
            special,
            place,
            second,
            parses(text),
          ]);
        }
      }
    }
  });

  it('textOf decodes escapes and leaves the rest', () => {
    const bytes = Buffer.from('{"a":"x\\"\\u00e9","b":"é"}');
    const root = scanJson(bytes, requestLimits);
    const [a, b] = ['a', 'b'].map((name) => root.members?.get(name));
    expect(a && textOf(bytes, a)).toBe('x"é');
    expect(b && textOf(bytes, b)).toBe('é');
  });
});

function parses(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

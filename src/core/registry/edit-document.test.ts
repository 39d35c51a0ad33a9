import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parseDocument } from 'yaml';
import { editText } from './edit-document.ts';
import type { RegistryEdit } from './registry.ts';
import { parseRegistryDocument } from './registry-document.ts';

const edit = (text: string, ...edits: RegistryEdit[]) =>
  editText(parseRegistryDocument('registry.yaml', Buffer.from(text)), edits);

/** Lines that only one of the two texts has. */
function changedLines(before: string, after: string) {
  const old = before.split('\n');
  const next = after.split('\n');
  return {
    gone: old.filter((line) => !next.includes(line)),
    come: next.filter((line) => !old.includes(line)),
  };
}

const sample = `# top
lmcp:
    port: 7345        # the port
    limits: {rpm: 600, "queue": 256}


clients:
    a:   # first
        allow_servers: [x, 'y']
    b:
        allow_servers:
            - x
            - y
servers:
    x: { transport: stdio, command: "run", args: [
      one, two ] }
# end
`;

describe('editText', () => {
  it('changes one line for one value, whatever the layout of the rest', () => {
    const after = edit(sample, { path: ['lmcp', 'port'], value: 7400 });
    expect(changedLines(sample, after)).toEqual({
      gone: ['    port: 7345        # the port'],
      come: ['    port: 7400 # the port'],
    });
    expect(after.split('\n')).toHaveLength(sample.split('\n').length);
  });

  it('adds and removes an entry in the style of the file', () => {
    const added = edit(sample, { path: ['clients', 'c'], value: { allow_servers: ['x'] } });
    expect(changedLines(sample, added)).toEqual({ gone: [], come: ['    c:'] });
    expect(added).toContain('\n    c:\n        allow_servers:\n            - x\nservers:');
    expect(edit(added, { path: ['clients', 'c'], value: undefined })).toBe(sample);
    const flat = 'clients:\n  a:\n    allow_servers:\n    - x\n';
    const flatter = edit(flat, { path: ['clients', 'b'], value: { allow_servers: ['y'] } });
    expect(flatter).toBe(`${flat}  b:\n    allow_servers:\n    - y\n`);
  });

  it.each(['clients:\n', 'clients: {}\n', 'clients: # none yet\n', 'version: 1\n', ''])(
    'puts the first entry into %j',
    (text) => {
      const after = edit(text, { path: ['clients', 'a', 'allow_servers'], value: ['x'] });
      expect(after).toContain('  a:\n    allow_servers:\n      - x\n');
      expect(after.includes('# none yet')).toBe(text.includes('# none yet'));
    },
  );

  it('keeps the quotes of a value that is replaced, and adds them where they are needed', () => {
    expect(edit('a: "x"\n', { path: ['a'], value: 'y' })).toBe('a: "y"\n');
    expect(edit('a: x\n', { path: ['a'], value: 'true' })).toBe('a: "true"\n');
    expect(edit('a: x\n', { path: ['a'], value: '# no\ncomment' })).toContain('# no');
  });

  it('edits a list item, and keeps CRLF', () => {
    expect(edit('a:\r\n  - x\r\n  - y\r\n', { path: ['a', 1], value: 'z' })).toBe(
      'a:\r\n  - x\r\n  - z\r\n',
    );
  });

  it('removing what is not there changes nothing', () => {
    expect(edit(sample, { path: ['servers', 'none', 'env', 'K'], value: undefined })).toBe(sample);
  });

  it.each([
    [{ path: [], value: {} }, 'whole file'],
    [{ path: ['b', 'k'], value: 1 }, 'an alias is in the way'],
    [{ path: ['b', 'k'], value: undefined }, 'an alias is in the way'],
    [{ path: ['c', 'k'], value: 1 }, 'a plain value is in the way'],
    [{ path: ['a'], value: undefined }, 'a: an alias elsewhere repeats it'],
    [{ path: ['a'], value: { k: 1 } }, 'a: an alias elsewhere repeats it'],
    [{ path: ['a', 'k'], value: 1 }, 'a.k: an alias elsewhere repeats it'],
    [{ path: ['a', 'k'], value: undefined }, 'a.k: an alias elsewhere repeats it'],
    [{ path: ['a', 'new'], value: [1] }, 'a.new: an alias elsewhere repeats it'],
    [{ path: ['d'], value: 1 }, 'd: an alias elsewhere repeats it'],
    [{ path: ['f'], value: [1] }, 'f: an alias elsewhere repeats it'],
    [{ path: ['g'], value: 'x' }, 'g: an alias elsewhere repeats it'],
  ])('refuses an edit that YAML cannot express (%#)', (impossible, message) => {
    const text = 'a: &a { k: 0 }\nb: *a\nc: 1\nd: &d 0\ne: *d\nf: [&f 0]\nx: *f\ng: &f 1\nh: *f\n';
    expect(() => edit(text, impossible)).toThrow(message);
  });

  it('what only repeats another place is edited by itself, with the comments of both', () => {
    const text = 'a:\n  args: &common [x] # ours\nb:\n  # theirs\n  args: *common\n';
    const alone = edit(text, { path: ['b', 'args'], value: ['y'] });
    expect(parseDocument(alone).toJS()).toEqual({ a: { args: ['x'] }, b: { args: ['y'] } });
    expect(alone).toContain('&common [x] # ours');
    expect(alone).toContain('# theirs');
    expect(parseDocument(edit(text, { path: ['b'], value: undefined })).toJS()).toEqual({
      a: { args: ['x'] },
    });
    const both = [
      { path: ['a', 'args'], value: ['z'] },
      { path: ['b', 'args'], value: ['y'] },
    ];
    expect(parseDocument(edit(text, ...both)).toJS()).toEqual({
      a: { args: ['z'] },
      b: { args: ['y'] },
    });
    const within = edit('a: { args: [&x 1, *x] }\n', { path: ['a', 'args'], value: [2] });
    expect(parseDocument(within).toJS()).toEqual({ a: { args: [2] } });
  });

  it('an edit of the original registry leaves all other lines as they are', () => {
    const text = readFileSync(
      new URL('../../../test/fixtures/original-registry.yaml', import.meta.url),
      'utf8',
    );
    const removed = edit(text, { path: ['servers', 'images'], value: undefined });
    expect(changedLines(text, removed).come).toEqual([]);
    const changed = edit(text, {
      path: ['servers', 'images', 'timeouts', 'tools_call_s'],
      value: 601,
    });
    expect(changed).toBe(text.replace('tools_call_s: 600', 'tools_call_s: 601'));
  });
});

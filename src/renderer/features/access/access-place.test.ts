import { describe, expect, it } from 'vitest';
import { cellOf, findPlace, noPlace, readPlace, writePlace } from './access-place.ts';
import type { AccessData } from './staged-edits.ts';

const present: AccessData = {
  revision: 1,
  atUs: null,
  sha256: '',
  clients: [{ id: 'codex', app: null, enabled: true, allowServers: ['files'], tools: {} }],
  servers: [{ id: 'files', enabled: true, state: 'ready', tools: 3 }],
  cells: [],
};
const read = (search: string) => readPlace(new URLSearchParams(search));
const find = (search: string) => findPlace(read(search), present);

describe('the place in an address', () => {
  it.each([
    ['', noPlace],
    ['client=codex', { ...noPlace, client: 'codex' }],
    ['server=files', { ...noPlace, server: 'files' }],
    [
      'client=codex&server=files&tool=read_file',
      { client: 'codex', server: 'files', tool: 'read_file' },
    ],
    // What is not understood is passed over.
    ['client=codex&theme=dark', { ...noPlace, client: 'codex' }],
  ])('"%s" is read, and written again', (search, place) => {
    const { malformed, ...rest } = read(search);
    expect(rest).toEqual(place);
    expect(malformed).toEqual([]);
    const { malformed: _, ...again } = readPlace(writePlace(rest));
    expect(again).toEqual(place);
  });

  it.each([
    ['client=', ['client']],
    ['client=a&client=b', ['client']],
    ['client=-codex', ['client']],
    ['client=two__underscores', ['client']],
    [`server=${'a'.repeat(65)}`, ['server']],
    ['server=%E2%80%8Bfiles', ['server']],
    ['client=codex&server=files&tool=read%20file', ['tool']],
    [`client=codex&server=files&tool=${'a'.repeat(129)}`, ['tool']],
    ['client=%00&server=%3Cb%3E', ['client', 'server']],
  ])('"%s" names what nothing can be named', (search, malformed) => {
    expect(read(search).malformed).toEqual(malformed);
    expect(find(search).place).toEqual(noPlace);
    expect(find(search).missing).toBe(`The address names no ${malformed[0]} that can be.`);
  });

  it.each([
    ['client=gone', 'There is no client named gone.'],
    ['client=codex&server=gone&tool=x', 'There is no server named gone.'],
    ['client=gone&server=lost', 'There is no client named gone and no server named lost.'],
    ['tool=read_file', 'The address names a tool without its client and server.'],
    ['client=codex&tool=x', 'The address names a tool without its client and server.'],
  ])('"%s" is nowhere: %s', (search, missing) => {
    expect(find(search)).toEqual({ place: noPlace, missing });
  });

  it('is a cell only with both of its sides', () => {
    expect(cellOf(find('client=codex&server=files').place)).toEqual({
      client: 'codex',
      server: 'files',
    });
    expect(cellOf(find('client=codex').place)).toBeNull();
    expect(find('client=codex&server=files&tool=x').missing).toBeNull();
  });
});

import { describe, expect, it } from 'vitest';
import { FakeClock } from '../../../test/helpers/fake-clock.ts';
import { Consents } from './consents.ts';

const request = { method: 'servers.add', input: { id: 'a', entry: { command: 'touch' } } };
const lines = ['Register the server a'];

function open() {
  const clock = new FakeClock();
  const consents = new Consents(clock);
  expect(consents.given(request, lines, undefined)).toBe(false);
  const code = consents.waiting()[0]?.code ?? '';
  return { clock, consents, code };
}

describe('second consents', () => {
  it('MG-5: the code of a request lets that very request through, once', () => {
    const { consents, code } = open();
    expect(code).toMatch(/^[0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]{4}$/);
    const other = { ...request, input: { ...request.input, id: 'b' } };
    expect(consents.given(other, lines, code)).toBe(false);
    expect(consents.given(request, lines, code.toLowerCase().replace('-', ' '))).toBe(true);
    expect(consents.given(request, lines, code)).toBe(false);
  });

  it('MG-5: asked again it keeps its code, for five minutes', () => {
    const { clock, consents, code } = open();
    consents.given(request, lines, undefined);
    expect(consents.waiting()).toEqual([{ lines, code, ageS: 0 }]);
    clock.advance(299_000);
    expect(consents.waiting()).toHaveLength(1);
    clock.advance(1_000);
    expect(consents.waiting()).toEqual([]);
    expect(consents.given(request, lines, code)).toBe(false);
  });

  it('MG-5: the fifth wrong code ends the request', () => {
    const { consents, code } = open();
    for (let attempt = 0; attempt < 5; attempt++)
      expect(consents.given(request, lines, 'WRONG')).toBe(false);
    expect(consents.waiting()).toEqual([]);
    expect(consents.given(request, lines, code)).toBe(false);
  });

  it('the newest eight wait', () => {
    const { consents } = open();
    for (let index = 0; index < 8; index++) consents.given({ index }, [`${index}`], undefined);
    expect(consents.waiting().map((waiting) => waiting.lines[0])).toEqual([...'01234567']);
  });
});

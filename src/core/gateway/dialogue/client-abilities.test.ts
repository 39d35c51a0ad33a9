import { describe, expect, it } from 'vitest';
import { retainedBytes } from '../../../../test/helpers/retained-bytes.ts';
import { unknownClient } from '../message/client-facts.ts';
import { AbilityBook } from './client-abilities.ts';

type Accept = ('elicitation' | 'sampling' | 'roots')[];

const all: Accept = ['elicitation', 'sampling', 'roots'];
const book = new AbilityBook();
const abilities = (declared: unknown, accept: Accept = all) =>
  book.of('a', { ...unknownClient, capabilities: Buffer.from(JSON.stringify(declared)) }, accept);
const told = (declared: unknown, accept?: Accept) => {
  const { capabilities } = abilities(declared, accept);
  return capabilities === null ? null : JSON.parse(Buffer.from(capabilities).toString());
};

describe('what servers may ask of a client', () => {
  it('UP-15: nothing by default, and nothing that the client does not declare', () => {
    expect(told({ elicitation: {}, roots: {} }, [])).toBeNull();
    expect(told({})).toBeNull();
    expect(told({ elicitation: 'yes' })).toBeNull();
    expect(abilities({ roots: {} }).refusalOf('elicitation/create', {})).not.toBeNull();
  });

  it('UP-15: of what it declares, what its entry accepts; servers are told of that alone', () => {
    const declared = { roots: { listChanged: true }, sampling: {}, experimental: { x: {} } };
    expect(told(declared, ['roots'])).toEqual({ roots: { listChanged: true } });
    const { refusalOf } = abilities(declared, ['roots']);
    expect(refusalOf('roots/list', null)).toBeNull();
    expect(refusalOf('sampling/createMessage', {})).not.toBeNull();
    expect(refusalOf('tools/list', {})).not.toBeNull();
  });

  it('extensions ask nothing of anybody and pass on; that of tasks only where there are no sessions', () => {
    const tasks = 'io.modelcontextprotocol/tasks';
    const declared = { extensions: { 'com.example/ui': { x: 1 }, [tasks]: {} } };
    expect(told(declared, [])).toEqual({ extensions: { 'com.example/ui': { x: 1 } } });
    expect(abilities(declared, []).mayBeAsked).toBe(false);
    expect(told({ extensions: { [tasks]: {} } })).toBeNull();
    const capabilities = Buffer.from(JSON.stringify({ extensions: { [tasks]: {} } }));
    const stateless = { ...unknownClient, era: 'stateless' as const, capabilities };
    expect(book.of('a', stateless, []).capabilities).toEqual(capabilities);
  });

  it.each([
    [{}, 'form', true],
    [{}, 'url', false],
    [{ form: {} }, 'url', false],
    [{ url: {} }, 'form', false],
    [{ url: {} }, 'url', true],
    [{ form: {}, url: {} }, 'form', true],
    [{}, 'hologram', false],
  ])('elicitation declared as %j: %s is passed on: %s', (elicitation, mode, passes) => {
    const refusal = abilities({ elicitation }).refusalOf('elicitation/create', { mode });
    expect(refusal === null).toBe(passes);
  });

  it('sampling with tools needs a client that says so', () => {
    const ask = (sampling: object, params: object) =>
      abilities({ sampling }).refusalOf('sampling/createMessage', params);
    expect(ask({}, {})).toBeNull();
    expect(ask({}, { tools: [] })).not.toBeNull();
    expect(ask({ tools: {} }, { tools: [], toolChoice: {} })).toBeNull();
  });

  it('P-08: are not remembered when they are long, though every request declares others', async () => {
    const retained = await retainedBytes(() => {
      const own = new AbilityBook();
      for (let n = 0; n < 100; n++) {
        const capabilities = Buffer.from(
          JSON.stringify({ extensions: { [`${n}${'x'.repeat(1_000_000)}`]: {} } }),
        );
        own.of('a', { ...unknownClient, era: 'stateless', capabilities }, []);
      }
      return own;
    });
    expect(retained).toBeLessThan(16_000_000);
  });
});

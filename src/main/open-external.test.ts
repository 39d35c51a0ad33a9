import { expect, it } from 'vitest';
import { confirmExternal, type ExternalPorts } from './open-external.ts';

function ports(answer: number) {
  const asked: Parameters<ExternalPorts['ask']>[0][] = [];
  const opened: string[] = [];
  const external: ExternalPorts = {
    ask: async (question) => {
      asked.push(question);
      return answer;
    },
    open: async (url) => void opened.push(url),
  };
  return { external, asked, opened };
}

it('EL-6 AU-19: opens https after a person said yes, and Cancel is the default', async () => {
  const { external, asked, opened } = ports(1);
  expect(await confirmExternal('https://docs.example/a?b=c', external)).toBe(true);
  expect(opened).toEqual(['https://docs.example/a?b=c']);
  expect(asked[0]).toMatchObject({
    detail: 'https://docs.example/a?b=c',
    defaultId: 0,
    cancelId: 0,
    buttons: ['Cancel', 'Open in browser'],
  });
  const cancelled = ports(0);
  expect(await confirmExternal('https://docs.example/', cancelled.external)).toBe(false);
  expect(cancelled.opened).toEqual([]);
});

it('EL-6: every other address is refused before anybody is asked', async () => {
  const { external, asked, opened } = ports(1);
  for (const url of [
    'http://docs.example/',
    'file:///etc/passwd',
    'javascript:alert(1)',
    'ms-settings:',
    'https://user:pass@docs.example/',
    'x',
  ]) {
    await expect(confirmExternal(url, external)).rejects.toMatchObject({ code: 'invalid_input' });
  }
  expect([asked, opened]).toEqual([[], []]);
});

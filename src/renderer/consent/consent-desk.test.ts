import { expect, it } from 'vitest';
import { ConsentDesk } from './consent-desk.ts';

const error = {
  code: 'consent_required',
  message: 'This needs a second consent',
  hint: '',
  data: { lines: ['Register the server a', 'touch x'] },
} as const;

it('MG-5: a request waits for its code, one at a time', async () => {
  const desk = new ConsentDesk();
  const asked = desk.ask(error, 0);
  expect(desk.current()).toMatchObject({ lines: error.data.lines, wrong: false });
  expect(await desk.ask(error, 0)).toBeNull();
  desk.current()?.answer('7F3K-Q2MN');
  expect(await asked).toBe('7F3K-Q2MN');
  expect(desk.current()).toBeNull();
  const again = desk.ask(error, 1);
  expect(desk.current()?.wrong).toBe(true);
  desk.current()?.answer(null);
  expect(await again).toBeNull();
});

it('a form that goes away gives up what it showed', async () => {
  const desk = new ConsentDesk();
  const close = desk.openSlot();
  expect(desk.hasSlot()).toBe(true);
  const asked = desk.ask(error, 0);
  close();
  expect(await asked).toBeNull();
  expect(desk.hasSlot()).toBe(false);
});

import { expect, it } from 'vitest';
import { FakeElectron } from '../../test/helpers/fake-electron.ts';
import { refusalOfSwitches, refuseStart } from './start-refusal.ts';

it('EL-10: every switch that weakens the app is refused with what to do; one that AppRun adds is explained', () => {
  expect(refusalOfSwitches(['--hidden', '--data=/d'])).toBeNull();
  expect(refusalOfSwitches(['--inspect'])).toMatchObject({
    exitCode: 2,
    reason: expect.stringContaining('--inspect'),
    canWait: false,
  });
  expect(refusalOfSwitches(['--no-sandbox'])).toMatchObject({
    exitCode: 2,
    hint: expect.stringContaining('AppImage'),
    canWait: true,
  });
});

it('only Linux waits with the dialog until the app is ready, and not where a debugger would listen by then', async () => {
  const orderOn = async (platform: NodeJS.Platform, canWait: boolean) => {
    const electron = new FakeElectron();
    const lines: string[] = [];
    const writeLog = (line: string) => lines.push(line);
    const refusal = { exitCode: 2, reason: 'No.', hint: 'Do this.', canWait } as const;
    await refuseStart(electron.port, { platform, writeLog }, refusal);
    expect(electron.errors).toEqual(['LMCP does not start: No.\n\nDo this.']);
    expect(lines).toEqual(['No.\nDo this.\n']);
    return electron.order;
  };
  expect(await orderOn('linux', true)).toEqual(['ready', 'error']);
  expect(await orderOn('linux', false)).toEqual(['error']);
  expect(await orderOn('darwin', true)).toEqual(['error']);
  expect(await orderOn('win32', true)).toEqual(['error']);
});

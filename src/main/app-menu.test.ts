import { expect, it } from 'vitest';
import { appMenu } from './app-menu.ts';

it('macOS has the menus whose keys a person uses; Close is in the one for files alone', () => {
  const roles = appMenu('darwin')?.map(({ role }) => role);
  expect(roles).toEqual(['appMenu', 'fileMenu', 'editMenu', 'windowMenu']);
  expect([appMenu('linux'), appMenu('win32')]).toEqual([null, null]);
});

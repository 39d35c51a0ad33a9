import type { Page } from 'playwright-core';
import type { Installation } from '../installation.ts';

/** One picture of the control center. */
export interface Picture {
  readonly name: string;
  /** Below /ui. */
  readonly path: string;
  /** 1180 x 760 without it. */
  readonly size?: { readonly width: number; readonly height: number };
  /** What is opened or typed before it is taken. */
  readonly show?: (page: Page, installation: Installation) => Promise<void>;
}

const small = { width: 900, height: 600 };

export const pictures: readonly Picture[] = [
  { name: 'overview', path: '/' },
  { name: 'overview-900', path: '/', size: small },
  { name: 'servers', path: '/servers' },
  { name: 'servers-900', path: '/servers', size: small },
  { name: 'clients', path: '/clients' },
  { name: 'access', path: '/access' },
  { name: 'audit', path: '/audit' },
  { name: 'settings', path: '/settings' },
  {
    name: 'palette',
    path: '/',
    show: async (page) => {
      await page.keyboard.press('Control+k');
      await page.getByRole('combobox').fill('re');
    },
  },
];

import type { Page } from 'playwright-core';
import type { Installation } from '../installation.ts';

/** One picture of the control center. */
export interface Picture {
  readonly name: string;
  /** Below /ui. */
  readonly path: string;
  /** A gateway where nothing is registered yet, in place of the busy one. */
  readonly isNew?: true;
  /** 1180 x 760 without it. */
  readonly size?: { readonly width: number; readonly height: number };
  /** What is opened or typed before it is taken. */
  readonly show?: (page: Page, installation: Installation) => Promise<void>;
}

const small = { width: 900, height: 600 };

const openServer = (name: string, tab?: string) => async (page: Page) => {
  await page.getByRole('row', { name: new RegExp(`^${name}`) }).click();
  const drawer = page.getByRole('complementary', { name });
  await drawer.waitFor();
  if (tab !== undefined) await drawer.getByRole('tab', { name: tab }).click();
};

const press = async (page: Page, ...keys: string[]) => {
  for (const key of keys) await page.keyboard.press(key);
};

/** Grants one server, withdraws another. */
const stage = async (page: Page) => {
  await page.getByRole('gridcell').first().focus();
  await press(page, 'ArrowDown', 'ArrowDown', 'ArrowRight', 'ArrowRight', 'ArrowRight', 'Space');
  await press(page, 'ArrowDown', 'ArrowDown', 'ArrowRight', 'Space');
};

export const pictures: readonly Picture[] = [
  { name: 'first-run', path: '/', isNew: true },
  { name: 'overview', path: '/' },
  { name: 'overview-900', path: '/', size: small },
  {
    name: 'palette',
    path: '/',
    show: async (page) => {
      await page.keyboard.press('Control+k');
      await page.getByRole('combobox').fill('git');
    },
  },
  { name: 'servers', path: '/servers', show: openServer('github') },
  { name: 'servers-900', path: '/servers', size: small },
  { name: 'servers-review', path: '/servers', show: openServer('github', 'Changes') },
  { name: 'servers-log', path: '/servers', show: openServer('postgres', 'Log') },
  {
    name: 'servers-add',
    path: '/servers',
    show: async (page) => {
      await page.getByRole('button', { name: /^Add server/ }).click();
      await page.getByLabel('Name', { exact: true }).fill('invoices-eu');
      await page.getByLabel('Command', { exact: true }).fill('mcp-server-invoices');
      await page.getByLabel('Arguments').fill('--read-only\n--region\neu-west-1');
      await page.getByText('mcp-server-invoices --read-only --region eu-west-1').waitFor();
    },
  },
  { name: 'clients', path: '/clients' },
  {
    name: 'clients-snippet',
    path: '/clients',
    show: async (page) => {
      await page.getByRole('button', { name: 'Snippet' }).first().click();
      await page.getByRole('dialog').waitFor();
    },
  },
  { name: 'access', path: '/access', show: stage },
  {
    name: 'access-review',
    path: '/access',
    show: async (page) => {
      await stage(page);
      await page.keyboard.press('Control+Enter');
      await page.getByRole('dialog').waitFor();
    },
  },
  {
    name: 'access-explain',
    path: '/access',
    show: async (page) => {
      await page.getByRole('button', { name: 'Explain a call' }).click();
      await page.getByLabel('Client', { exact: true }).selectOption('claude-code');
      await page.getByLabel('Server', { exact: true }).selectOption('github');
      await page.getByLabel('Tool', { exact: true }).selectOption('merge_pull_request');
      await page.getByText('Would be denied').waitFor();
    },
  },
  {
    name: 'access-history',
    path: '/access',
    show: (page) => page.getByRole('button', { name: 'History' }).click(),
  },
  { name: 'audit', path: '/audit' },
  {
    name: 'audit-detail',
    path: '/audit?decision=refused',
    show: async (page) => {
      await page.getByRole('row').filter({ hasText: 'Denied' }).first().click();
      await page
        .getByRole('complementary', { name: /^Row/ })
        .getByText(/^Verified/)
        .waitFor();
    },
  },
  {
    name: 'audit-verify',
    path: '/audit',
    show: async (page) => {
      await page.getByRole('button', { name: 'Verify' }).click();
      await page.getByRole('dialog', { name: /^Intact/ }).waitFor();
    },
  },
  { name: 'settings', path: '/settings' },
  {
    name: 'unreachable',
    path: '/',
    isNew: true,
    show: async (page, installation) => {
      await installation.stopEngine();
      await page.getByRole('heading', { name: 'The engine stopped answering' }).waitFor();
      // For the pictures after this one; this page has no session there.
      await page.context().setOffline(true);
      await installation.serve();
    },
  },
  {
    name: 'login',
    path: '/',
    isNew: true,
    show: async (page) => {
      await page.evaluate('sessionStorage.clear()');
      await page.reload();
      await page.getByRole('heading', { name: /link/ }).waitFor();
    },
  },
];

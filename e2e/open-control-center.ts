import type { Page } from 'playwright-core';
import type { Spec } from './on-each-host.ts';

/** Brings the page to the control center's first view; in a browser that takes a link. */
export async function openControlCenter({ host, page, installation }: Spec): Promise<Page> {
  if (host === 'browser') await page.goto(installation.link());
  await navigation(page).waitFor();
  return page;
}

/** The sidebar. */
export function navigation(page: Page) {
  return page.getByRole('navigation', { name: 'Views' });
}

/** The titles of the views, as the sidebar has them. */
export async function viewTitles(page: Page): Promise<string[]> {
  const texts = await navigation(page).getByRole('link').allInnerTexts();
  // Behind the title may stand a count.
  return texts.map((text) => text.split('\n')[0]?.trim() ?? '');
}

/** Goes to a view by its entry in the sidebar. */
export async function goTo(page: Page, view: string): Promise<void> {
  await navigation(page).getByRole('link', { name: view }).click();
  await page.getByRole('heading', { level: 1, name: view }).waitFor();
}

import type { Page } from 'playwright-core';

/**
 * What a page must not do while a test uses it: write an error to the console, throw, or break its content policy. Collected
 * from the moment on at which it is made.
 */
export class PageWatch {
  readonly #problems: string[] = [];
  readonly #tolerated: RegExp[] = [];

  constructor(page: Page) {
    page.on('console', (message) => {
      if (message.type() !== 'error') return;
      const { url } = message.location();
      this.#problems.push(`console: ${message.text()} (${url})`);
    });
    page.on('pageerror', (error) => this.#problems.push(`thrown: ${error.stack ?? error.message}`));
    page.on('crash', () => this.#problems.push('the page crashed'));
  }

  /** A test that provokes an error names it. */
  tolerate(pattern: RegExp): void {
    this.#tolerated.push(pattern);
  }

  problems(): string[] {
    return this.#problems.filter(
      (problem) => !this.#tolerated.some((known) => known.test(problem)),
    );
  }
}

import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import type { RegistryInput } from '../src/shared/registry.ts';
import { browserHost } from './browser-host.ts';
import { electronHost } from './electron-host.ts';
import type { Host, OpenedHost } from './host.ts';
import { Installation } from './installation.ts';
import { PageWatch } from './page-watch.ts';

/** What a spec works with. */
export interface Spec extends Omit<OpenedHost, 'close'> {
  readonly host: Host['name'];
  readonly installation: Installation;
  /** An error that this spec provokes on purpose. */
  tolerate(pattern: RegExp): void;
  /** Ends it as skipped: this machine does not have what it takes. */
  skip(reason: string): never;
}

export type SpecFunction = (
  title: string,
  registry: RegistryInput,
  run: (spec: Spec) => Promise<void>,
) => void;

const failures = join(import.meta.dirname, 'failures');

/** Declares specs for every host; where one cannot run here they are skipped, with the reason. */
export function onEachHost(title: string, declare: (spec: SpecFunction) => void): void {
  onHosts([browserHost(), electronHost()], title, declare);
}

/** Specs of what only the headless host has: logging in, HTTP, an engine that dies under the page. */
export function inTheBrowser(title: string, declare: (spec: SpecFunction) => void): void {
  onHosts([browserHost()], title, declare);
}

/** Specs of what only the desktop app has; skipped where Electron's binary is not there. */
export function onTheDesktop(title: string, declare: (spec: SpecFunction) => void): void {
  onHosts([electronHost()], title, declare);
}

function onHosts(
  hosts: readonly Host[],
  title: string,
  declare: (spec: SpecFunction) => void,
): void {
  for (const host of hosts) {
    describe(`${title} (${host.name})`, () => {
      declare((name, registry, run) => {
        it(name, async ({ skip, task }) => {
          const reason = host.unavailable();
          if (reason !== null) return skip(reason);
          await runSpec(host, registry, `${task.id}-${name}`, (spec) => run({ ...spec, skip }));
        });
      });
    });
  }
}

async function runSpec(
  host: Host,
  registry: RegistryInput,
  name: string,
  run: (spec: Omit<Spec, 'skip'>) => Promise<void>,
): Promise<void> {
  const installation = await Installation.make(registry);
  try {
    const { close, ...opened } = await host.open(installation);
    const { page } = opened;
    const watch = new PageWatch(page);
    try {
      await run({
        ...opened,
        host: host.name,
        installation,
        tolerate: (pattern) => watch.tolerate(pattern),
      });
      expect(watch.problems()).toEqual([]);
    } catch (error) {
      await keepPicture(page, name);
      throw error;
    } finally {
      await close();
    }
  } finally {
    await installation.remove();
  }
}

/** What the page looked like when the spec failed. */
async function keepPicture(page: Page, name: string): Promise<void> {
  await mkdir(failures, { recursive: true });
  const file = `${name.replaceAll(/[^A-Za-z0-9]+/g, '-').slice(0, 100)}.png`;
  await page.screenshot({ path: join(failures, file) }).catch(() => undefined);
}

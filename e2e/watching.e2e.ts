import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'vitest';
import { inTheBrowser } from './on-each-host.ts';
import { goTo, openControlCenter } from './open-control-center.ts';
import { busyRegistry } from './registries.ts';

const questionsFile = join(import.meta.dirname, '..', 'bench', 'targets', 'view-questions.json');

inTheBrowser('a view that watches', (spec) => {
  spec(
    'asks again what the benchmark of watching asks, and nothing else, every two seconds at most',
    busyRegistry,
    async (given) => {
      const known = JSON.parse(await readFile(questionsFile, 'utf8'));
      const { installation } = given;
      const client = await installation.connect('vscode');
      await client.call('files__read_file');
      const page = await openControlCenter(given);
      for (const view of ['Overview', 'Audit']) {
        await goTo(page, view);
        await page.waitForTimeout(1_000);
        const asked = new Map<string, number>();
        const inputs = new Map<string, unknown>();
        const listen = (request: { url(): string; postData(): string | null }) => {
          const method = /\/api\/v1\/(\w+\.\w+)$/.exec(request.url())?.[1];
          if (method === undefined) return;
          asked.set(method, (asked.get(method) ?? 0) + 1);
          inputs.set(method, JSON.parse(request.postData() ?? '{}'));
        };
        page.on('request', listen);
        const untilMs = Date.now() + 7_000;
        while (Date.now() < untilMs) {
          await client.call('files__read_file');
          await page.waitForTimeout(50);
        }
        page.off('request', listen);
        // What ends a question that nobody waits for any more is no question.
        asked.delete('engine.cancel');
        expect([...asked.keys()].sort(), view).toEqual(Object.keys(known[view]).sort());
        for (const [method, times] of asked) {
          expect(times, `${view}, ${method}`).toBeLessThanOrEqual(4);
          const input = known[view][method];
          if (typeof input === 'object') expect(inputs.get(method), method).toEqual(input);
        }
      }
      client.close();
    },
  );
});

import type { ClientFacts } from './client-facts.ts';

/** Tasks of 2026-07-28 are an extension, which both sides declare under this name. */
export const tasksExtension = 'io.modelcontextprotocol/tasks';

const name = Buffer.from(`"${tasksExtension}"`);

/** Whether a request's client may be given a task for an answer: it names the extension among its capabilities. */
export function knowsTasks({ capabilities }: ClientFacts): boolean {
  return Buffer.from(
    capabilities.buffer,
    capabilities.byteOffset,
    capabilities.byteLength,
  ).includes(name);
}

/** Tasks of 2026-07-28 are an extension, which both sides declare under this name. */
export const tasksExtension = 'io.modelcontextprotocol/tasks';

const name = Buffer.from(`"${tasksExtension}"`);

/** Whether capabilities name the extension: their client may be given a task for an answer. */
export function namesTasks(capabilities: Buffer): boolean {
  return capabilities.includes(name);
}

import { readFile } from 'node:fs/promises';
import { parse } from 'yaml';
import { z } from 'zod';
import { type DaemonSettings, daemonSettings } from '../../shared/registry-daemon.ts';

const choice = z.object({ lmcp: z.object({ secrets: daemonSettings.shape.secrets }) });

/**
 * `lmcp.secrets` alone, read before the registry is opened: opening it needs the store that this names. A file that cannot be
 * read says `auto` here and why it cannot be read when it is opened.
 */
export async function readSecretChoice(path: string): Promise<DaemonSettings['secrets']> {
  try {
    const parsed = choice.safeParse(parse(await readFile(path, 'utf8')));
    return parsed.success ? parsed.data.lmcp.secrets : 'auto';
  } catch {
    return 'auto';
  }
}

import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The folder of the built control center: beside the bundle, or where the bundle goes when the sources run. Undefined where it is not built. */
export function uiDirectory(): string | undefined {
  const here = import.meta.url;
  const dir = fileURLToPath(new URL(here.endsWith('.ts') ? '../../dist/ui' : './ui', here));
  return existsSync(join(dir, 'index.html')) ? dir : undefined;
}

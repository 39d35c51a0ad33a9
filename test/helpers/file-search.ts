import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The files below `directory` whose bytes hold one of the texts, for canary searches. */
export function filesHolding(directory: string, ...texts: string[]): string[] {
  return readdirSync(directory, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((path) => {
      const content = readFileSync(path);
      return texts.some((text) => content.includes(text));
    });
}

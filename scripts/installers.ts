import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parse } from 'yaml';
import { z } from 'zod';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const systems = { darwin: 'mac', win32: 'win', linux: 'linux' } as const;
type System = (typeof systems)[keyof typeof systems];

/** The kinds of installers of one system, as electron-builder.yml names them. */
export function installersOf(system: System): string[] {
  const { target } = z
    .object({ target: z.array(z.object({ target: z.string() })) })
    .parse(parse(readFileSync(join(root, 'electron-builder.yml'), 'utf8'))[system]);
  return target.map((kind) => kind.target);
}

/**
 * Makes the installers of this machine's system, for its processor alone. Left to itself electron-builder makes those of every
 * processor that the configuration names, and the native modules of another one are not here.
 * @param options passed on. @returns the exit code.
 */
function makeInstallers(options: readonly string[]): number {
  const found = Object.entries(systems).find(([platform]) => platform === process.platform);
  if (found === undefined) throw new Error(`There are no installers for ${process.platform}.`);
  const [, system] = found;
  const builder = createRequire(import.meta.url).resolve('electron-builder/cli.js');
  const targets = [`--${system}`, ...installersOf(system), `--${process.arch}`];
  const made = spawnSync(process.execPath, [builder, ...targets, ...options], { stdio: 'inherit' });
  return made.status ?? 1;
}

// `npm run dist`
if (import.meta.main) process.exitCode = makeInstallers(process.argv.slice(2));

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Arch, build, Platform } from 'electron-builder';
import { z } from 'zod';
import { installersOf } from '../../scripts/installers.ts';

const root = join(import.meta.dirname, '..', '..');

/** What electron-builder hands over last, before it asks for tools that it downloads. */
const appImagePlan = z.object({ desktop: z.string() });
const debPlan = z.tuple([z.array(z.string()), z.string()]);

export interface LinuxInstallers {
  /** The desktop entry of the AppImage. */
  readonly appImageEntry: string;
  readonly debEntry: string;
  /** What the tool that makes the deb is told. */
  readonly debArguments: readonly string[];
  /** What each deb is for. */
  readonly architectures: readonly string[];
}

/**
 * Plans the installers of Linux by the project's configuration, as far as it goes without a network.
 * @param packed the app as a folder
 */
export async function planLinuxInstallers(
  packed: string,
  output: string,
): Promise<LinuxInstallers> {
  let appImageEntry = '';
  let debEntry = '';
  let debArguments: string[] = [];
  const architectures: string[] = [];
  await build({
    projectDir: root,
    prepackaged: packed,
    // As `npm run dist`: what the configuration names, for the one processor that was packed.
    targets: Platform.LINUX.createTarget(installersOf('linux'), Arch.x64),
    publish: 'never',
    config: { directories: { output } },
    effectiveOptionComputed: async (computed) => {
      const deb = debPlan.safeParse(computed);
      if (deb.success) {
        const [given, entry] = deb.data;
        debArguments = given;
        architectures.push(given[given.indexOf('--architecture') + 1] ?? '');
        // Gone after the build.
        debEntry = readFileSync(entry, 'utf8');
      } else {
        appImageEntry = appImagePlan.parse(computed).desktop;
      }
      // Enough: nothing is made of it.
      return true;
    },
  });
  return { appImageEntry, debEntry, debArguments, architectures };
}

import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { AuditThreads } from '../core/audit/threads.ts';

export interface PackedPlaces {
  readonly threads: AuditThreads;
  readonly preload: string;
  readonly uiDir: string;
  readonly resourcesDir: string;
}

/**
 * Where the other parts of the build are, from the place of the running entry, `dist/main/main.js`: in a folder, or in the
 * archive of a package. Threads are started outside of the archive, where the native modules that they load lie as files.
 */
export function packedPlaces(entry: string): PackedPlaces {
  const dist = dirname(dirname(entry));
  const threads = join(outside(dist), 'threads');
  return {
    threads: {
      writer: pathToFileURL(join(threads, 'audit-writer.js')),
      reader: pathToFileURL(join(threads, 'audit-reader.js')),
    },
    preload: join(dist, 'preload', 'preload.cjs'),
    uiDir: join(dist, 'ui'),
    resourcesDir: join(dirname(dist), 'resources'),
  };
}

/**
 * What starts this app anew. An AppImage is the file that was started, not the mount that it runs from; but whatever another AppImage
 * starts, such as a client that runs `lmcp serve`, inherits that one's variables.
 */
export function executableOf(exe: string, env: NodeJS.ProcessEnv): string {
  const { APPIMAGE, APPDIR } = env;
  return APPIMAGE && APPDIR && exe.startsWith(`${APPDIR}/`) ? APPIMAGE : exe;
}

function outside(path: string): string {
  return path.replace(/([\\/])app\.asar([\\/])/, '$1app.asar.unpacked$2');
}

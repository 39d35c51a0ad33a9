import { createHash } from 'node:crypto';
import { readdir, readFile, stat } from 'node:fs/promises';
import { extname, join, relative, sep } from 'node:path';

export type Coding = 'br' | 'gzip' | 'identity';

/** One file of the control center, in each coding in which it was built. */
export interface UiFile {
  readonly contentType: string;
  /** Its name changes with its content, so that it may be kept for ever. */
  readonly immutable: boolean;
  /** Of the content as built, in base64url. */
  readonly digest: string;
  readonly paths: ReadonlyMap<Coding, string>;
}

/** All that /ui serves, by the exact path of the request: no path on disk is ever made from a URL (MG-12). */
export interface UiManifest {
  readonly files: ReadonlyMap<string, UiFile>;
  readonly page: UiFile;
  /** When the page was built, in milliseconds: another time means another build. */
  readonly builtMs: number;
}

const contentTypes: ReadonlyMap<string, string> = new Map([
  ['.html', 'text/html; charset=utf-8'],
  ['.js', 'text/javascript; charset=utf-8'],
  ['.css', 'text/css; charset=utf-8'],
  ['.svg', 'image/svg+xml'],
  ['.png', 'image/png'],
  ['.ico', 'image/x-icon'],
  ['.woff2', 'font/woff2'],
  ['.txt', 'text/plain; charset=utf-8'],
]);
const codings: ReadonlyMap<string, Coding> = new Map([
  ['.br', 'br'],
  ['.gz', 'gzip'],
]);
const pageName = 'index.html';
/** The bundler puts what it names by content into this folder. */
const hashedFolder = 'assets/';

export function pagePath(dir: string): string {
  return join(dir, pageName);
}

/** Reads the folder of the build once; links and unknown kinds of files are left out. Null where there is no page in it. */
export async function readUiManifest(dir: string): Promise<UiManifest | null> {
  const names = await listFiles(dir);
  if (!names.includes(pageName)) return null;
  const { mtimeMs: builtMs } = await stat(pagePath(dir));
  const files = new Map<string, UiFile>();
  for (const name of names) {
    const contentType = contentTypes.get(extname(name));
    if (contentType === undefined) continue;
    const paths = new Map<Coding, string>([['identity', join(dir, name)]]);
    for (const [suffix, coding] of codings) {
      if (names.includes(`${name}${suffix}`)) paths.set(coding, join(dir, `${name}${suffix}`));
    }
    const content = await readFile(join(dir, name));
    files.set(`/ui/${name}`, {
      contentType,
      immutable: name.startsWith(hashedFolder),
      digest: createHash('sha256').update(content).digest('base64url').slice(0, 22),
      paths,
    });
  }
  const page = files.get(`/ui/${pageName}`);
  return page === undefined ? null : { files, page, builtMs };
}

/** Paths below `dir`, with slashes. */
async function listFiles(dir: string): Promise<string[]> {
  const entries = await readdir(dir, { recursive: true, withFileTypes: true }).catch(() => []);
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => relative(dir, join(entry.parentPath, entry.name)).split(sep).join('/'));
}

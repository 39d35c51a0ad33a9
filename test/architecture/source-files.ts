import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

export interface SourceFile {
  /** Relative to the root of the repository, with forward slashes. */
  readonly path: string;
  readonly text: string;
}

export const repositoryRoot = dirname(dirname(dirname(fileURLToPath(import.meta.url))));

/** Every file under `folder` whose name matches, in a stable order; what is generated is left out. */
export function readFiles(folder: string, name: RegExp): SourceFile[] {
  if (!existsSync(join(repositoryRoot, folder))) return [];
  return readdirSync(join(repositoryRoot, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && name.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((path) => !/\/(node_modules|dist|results)\//.test(path))
    .sort()
    .map((path) => readOne(relative(repositoryRoot, path).replaceAll('\\', '/')));
}

/** One file by its path from the root; throws when it is not there. */
export function readOne(path: string): SourceFile {
  return { path, text: readFileSync(join(repositoryRoot, path), 'utf8') };
}

/** What ships: everything under src that is not a test. */
export function readProductSources(): SourceFile[] {
  return readFiles('src', /\.tsx?$/).filter((file) => !isTestSource(file.path));
}

/** Everything that only tests use. */
export function readTestSources(): SourceFile[] {
  const beside = readFiles('src', /\.tsx?$/).filter((file) => isTestSource(file.path));
  return [...beside, ...readFiles('test', /\.(ts|mjs)$/), ...readFiles('e2e', /\.ts$/)];
}

function isTestSource(path: string): boolean {
  return /\.(test|behaviour)\.ts$/.test(path);
}

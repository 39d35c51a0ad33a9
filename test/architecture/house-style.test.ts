import { describe, expect, it } from 'vitest';
import { readFiles, readProductSources, readTestSources, type SourceFile } from './source-files.ts';

const product = readProductSources();
const tests = readTestSources();
const everything = [
  ...product,
  ...tests,
  ...readFiles('scripts', /\.(ts|mjs)$/),
  ...readFiles('bench', /\.(ts|mjs)$/),
];

/** One entry per offending line, so that a failure names the place. */
function linesMatching(files: readonly SourceFile[], pattern: RegExp): string[] {
  return files.flatMap((file) =>
    file.text
      .split('\n')
      .flatMap((line, index) =>
        pattern.test(line) ? [`${file.path}:${index + 1} ${line.trim()}`] : [],
      ),
  );
}

describe('house style', () => {
  it('finds the sources it is about', () => {
    expect(product.length).toBeGreaterThan(20);
    expect(tests.length).toBeGreaterThan(5);
  });

  it('keeps every file within 300 lines, but for the one error table', () => {
    const long = everything
      .filter((file) => file.path !== 'src/shared/error-table.ts')
      .map((file) => ({ path: file.path, lines: file.text.split('\n').length - 1 }))
      .filter((file) => file.lines > 300);
    expect(long).toEqual([]);
  });

  it('has no barrel: no index file, and nothing exported on behalf of another file', () => {
    expect(everything.filter((file) => /(^|\/)index\.\w+$/.test(file.path))).toEqual([]);
    expect(linesMatching(product, /^export (\*|\{[^}]*\}|type \{[^}]*\}) from /)).toEqual([]);
  });

  it('keeps no mutable state in a module', () => {
    expect(linesMatching(product, /^(export )?(let|var) /)).toEqual([]);
    const empty = /^(export )?const .*= (new (Map|Set|WeakMap|WeakSet|Array)(<.*>)?\(\)|\[\]);?$/;
    const mutable = linesMatching(product, empty).filter((line) => !/readonly/i.test(line));
    expect(mutable).toEqual([]);
  });

  it('mocks no module', () => {
    expect(linesMatching(tests, /\bvi\.(mock|doMock|hoisted)\(/)).toEqual([]);
  });

  it('launders no type through another', () => {
    expect(linesMatching(product, /\bas (unknown|any|never) as\b/)).toEqual([]);
  });

  it('gives no file a name that says nothing', () => {
    const empty =
      /(^|\/)(utils?|helpers?|managers?|common|misc)\.\w+$|(^|\/)(utils?|common|misc)\//;
    expect(everything.filter((file) => empty.test(file.path)).map((file) => file.path)).toEqual([]);
  });

  it('suppresses a rule only with a reason', () => {
    expect(linesMatching(everything, /biome-ignore [\w/]+:?\s*(<|$)/)).toEqual([]);
    expect(linesMatching(everything, /@ts-(ignore|nocheck)/)).toEqual([]);
  });

  it('writes no path of one machine into code', () => {
    expect(linesMatching(product, /['"`]\/(root|work|home\/\w+)\//)).toEqual([]);
  });
});

describe('native modules', () => {
  it.each([
    { module: 'better-sqlite3', importer: 'src/core/database.ts' },
    { module: 'keytar', importer: 'src/core/secrets/keychain.ts' },
  ])('$module is loaded by $importer alone', ({ module, importer }) => {
    const loads = new RegExp(`(from|import|require[\\w.()]*)\\s*\\(?\\s*['"]${module}['"]`, 'i');
    const loaders = product.filter((file) =>
      file.text.split('\n').some((line) => loads.test(line)),
    );
    expect(loaders.map((file) => file.path)).toEqual([importer]);
  });
});

describe('electron', () => {
  it('is taken by main.ts and the preload alone; others name its types and are handed what they use', () => {
    const users = product.filter((file) => /^import (?!type\b).*from 'electron/m.test(file.text));
    const multiline = product.filter((file) => /^} from 'electron/m.test(file.text));
    const paths = new Set([...users, ...multiline].map((file) => file.path));
    expect([...paths].sort()).toEqual(['src/main/main.ts', 'src/preload/preload.ts']);
  });

  it('EL-8: the preload is at most 40 lines, main.ts at most 100', () => {
    const linesOf = (path: string) =>
      product.find((file) => file.path === path)?.text.split('\n').length ?? Infinity;
    expect(linesOf('src/preload/preload.ts')).toBeLessThanOrEqual(41);
    expect(linesOf('src/main/main.ts')).toBeLessThanOrEqual(101);
  });
});

describe('directions that a compiler does not see', () => {
  it('shared code uses nothing of Node and nothing of a browser', () => {
    const shared = product.filter((file) => file.path.startsWith('src/shared/'));
    expect(linesMatching(shared, /from 'node:|\b(process|Buffer|window|document)\./)).toEqual([]);
  });

  it('time comes from the clock port; threads outside the engine may measure how long they took', () => {
    const core = product.filter(
      (file) => file.path.startsWith('src/core/') && file.path !== 'src/core/clock.ts',
    );
    expect(linesMatching(core, /\bDate\.now\(|new Date\(\)/)).toEqual([]);
    const engine = core.filter((file) => !/^src\/core\/audit\/(verify|reader-)/.test(file.path));
    expect(linesMatching(engine, /\bperformance\.now\(/)).toEqual([]);
  });

  it('the engine writes to no console', () => {
    const core = product.filter((file) => /^src\/(core|shared)\//.test(file.path));
    expect(linesMatching(core, /\bconsole\.\w+\(/)).toEqual([]);
  });

  it('specs for each host ask the page for nothing that Electron does not do', () => {
    const shared = readFiles('e2e', /\.e2e\.ts$/).filter(({ text }) =>
      text.includes('onEachHost('),
    );
    expect(shared.length).toBeGreaterThan(5);
    expect(linesMatching(shared, /\.newPage\(|'download'|grantPermissions/)).toEqual([]);
  });
});

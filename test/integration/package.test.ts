import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { extractFile, listPackage, statFile } from '@electron/asar';
import { afterAll, beforeAll, beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import manifest from '../../package.json' with { type: 'json' };
import { findLacks } from '../../scripts/electron-support.ts';
import { createApp } from '../../src/core/app.ts';
import { packedPlaces } from '../../src/main/packed-places.ts';
import { createApi } from '../../src/shared/client.ts';
import { planLinuxInstallers } from '../helpers/linux-installers.ts';
import { type PackedApp, packApp, whyNotPacked } from '../helpers/packed-app.ts';
import { temporaryDirectory } from '../helpers/temporary-directory.ts';

const root = join(import.meta.dirname, '..', '..');
const why = whyNotPacked();

describe('the package', () => {
  let directory = '';
  let app: PackedApp;
  let files: string[];
  beforeAll(() => {
    if (why !== null) return;
    directory = mkdtempSync(join(tmpdir(), 'lmcp-package-'));
    app = packApp(directory);
    files = listPackage(app.archive, { isPack: false }).map((path) => path.replace(/^\//, ''));
  });
  afterAll(() => {
    if (directory !== '') rmSync(directory, { recursive: true });
  });
  beforeEach(({ skip }) => {
    if (why !== null) skip(why);
  });

  const isUnpacked = (path: string) => {
    const entry = statFile(app.archive, path);
    return 'unpacked' in entry && entry.unpacked === true;
  };

  it('P-86 SC-6: holds what the app needs', () => {
    for (const path of [
      'package.json',
      'dist/main/main.js',
      'dist/preload/preload.cjs',
      'dist/threads/audit-writer.js',
      'dist/threads/audit-reader.js',
      'dist/ui/index.html',
      'resources/icon.png',
      'resources/tray/attention-on-dark-large.png',
      'resources/tray/runningTemplate@2x.png',
      `node_modules/better-sqlite3/prebuilds/linux-${process.arch}.node`,
      'node_modules/keytar/build/Release/keytar.node',
    ]) {
      expect(files).toContain(path);
    }
    expect(existsSync(join(app.folder, 'resources', 'bin', 'lmcp'))).toBe(true);
    expect(existsSync(join(app.folder, 'lmcp-desktop'))).toBe(true);
  });

  it('P-86 SC-6: holds no source, test, map, secret, development dependency or foreign binary', () => {
    const whole = readdirSync(app.folder, { recursive: true }).map(String);
    const unwanted =
      /(^|\/)(src|test|e2e|bench|scripts|docs|examples)\/|\.(ts|tsx|map|svg\.ts|test\.js|env|pem|key|br|gz)$|(^|\/)\.env|package-lock/;
    expect([...files, ...whole].filter((path) => unwanted.test(path))).toEqual([]);
    const modules = files.map((path) => /^node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(path)?.[1]);
    expect(new Set(modules.filter((name) => name !== undefined))).toEqual(
      new Set(['better-sqlite3', 'keytar']),
    );
    expect(files.filter((path) => path.endsWith('.node'))).toHaveLength(2);
  });

  it('SC-7: native modules and threads are files outside of the archive, everything else is inside', () => {
    const outside = files.filter(
      (path) =>
        /\.\w+$/.test(path) && !('files' in statFile(app.archive, path)) && isUnpacked(path),
    );
    const rooms = new Set(outside.map((path) => path.split('/').slice(0, 2).join('/')));
    expect(rooms).toEqual(
      new Set(['dist/threads', 'node_modules/better-sqlite3', 'node_modules/keytar']),
    );
    for (const path of outside) {
      expect(existsSync(join(`${app.archive}.unpacked`, path))).toBe(true);
    }
    expect(isUnpacked('dist/main/main.js')).toBe(false);
    expect(isUnpacked('dist/preload/preload.cjs')).toBe(false);
  });

  it('the packed entry needs nothing but Node, Electron and the two native modules', () => {
    const scripts = files.filter((path) => /^dist\/(main|threads|preload)\/.*\.c?js$/.test(path));
    expect(scripts.length).toBeGreaterThan(4);
    const names = scripts.flatMap((path) => {
      const text = extractFile(app.archive, path).toString();
      // As the bundler writes them: `from"x"`, `import"x"`, import(`x`), require("x"), createRequire(…)(`x`).
      const imports = text.matchAll(
        /(?:\bfrom|\bimport)\s*"([@\w./:-]+)"|(?:\bimport|\brequire|\))\(\s*["'`]([@\w./:-]+)["'`]\s*\)/g,
      );
      return [...imports].map((match) => match[1] ?? match[2] ?? '');
    });
    // What ajv would write into validators of their own is text to the bundle: nothing imports it.
    const own = /^(node:|electron\/|\.\/|ajv(-formats)?\/dist\/)/;
    const foreign = names.filter((name) => !own.test(name));
    expect(new Set(foreign)).toEqual(new Set(['better-sqlite3', 'keytar']));
  });

  it('the packed threads run from where the packed entry looks for them, with the packed native module', async () => {
    const { threads } = packedPlaces(join(app.archive, 'dist', 'main', 'main.js'));
    expect(threads.reader.pathname).toContain('/app.asar.unpacked/');
    const directory = temporaryDirectory();
    const engine = await createApp({
      registryPath: join(directory, 'registry.yaml'),
      dataDir: join(directory, 'data'),
      allowKeyFile: true,
      env: {},
      fromDesktop: false,
      version: '0.0.0-test',
      threads,
      writeLog: () => undefined,
      onShutdown: () => undefined,
    });
    onTestFinished(() => engine.stop());
    const operator = {
      actor: { type: 'operator', door: 'file' },
      signal: new AbortController().signal,
    } as const;
    const api = createApi((method, input) => engine.management.dispatch(method, input, operator));
    await api.clients.add({ id: 'a' });
    const { rows } = await api.audit.query({});
    expect(rows.length).toBeGreaterThan(0);
    expect(await api.audit.verify({})).toMatchObject({ ok: true });
  });

  it('EL-10: both installers of Linux can be made, and neither lifts the sandbox', async () => {
    const plans = await planLinuxInstallers(app.folder, temporaryDirectory());
    const exec = (entry: string) => /^Exec=.*$/m.exec(entry)?.[0];
    expect(exec(plans.appImageEntry)).toBe('Exec=AppRun %U');
    expect(exec(plans.debEntry)).toBe('Exec=/opt/LMCP/lmcp-desktop %U');
    const url = plans.debArguments[plans.debArguments.indexOf('--url') + 1];
    expect(url).toMatch(/^https:/);
    expect(plans.debArguments).toContain('resources/linux/lmcp=/usr/bin/lmcp');
    // Its native modules are of this processor: another one's installers are made where those are.
    expect(plans.architectures).toEqual(['amd64']);
    // By this name desktops find the window's icon, and Electron says it of itself.
    const packed = JSON.parse(extractFile(app.archive, 'package.json').toString());
    expect(packed).toMatchObject({ productName: 'LMCP', desktopName: 'lmcp-desktop.desktop' });
    expect(plans.debEntry).toContain('StartupWMClass=lmcp-desktop\n');
  });

  it('EL-9: the fuses, read back from the packaged binary', () => {
    const binary = readFileSync(join(app.folder, 'lmcp-desktop'));
    const [runAsNode, cookies, nodeOptions, inspect, integrity, onlyAsar, snapshot, fileRights] =
      app.fuses(binary);
    expect({ runAsNode, nodeOptions, inspect, fileRights }).toEqual({
      runAsNode: '0',
      nodeOptions: '0',
      inspect: '0',
      fileRights: '0',
    });
    expect({ cookies, integrity, onlyAsar, snapshot }).toEqual({
      cookies: '1',
      integrity: '1',
      onlyAsar: '1',
      snapshot: '1',
    });
    expect(existsSync(join(app.folder, 'browser_v8_context_snapshot.bin'))).toBe(true);
  });
});

const electronDist =
  process.env.ELECTRON_OVERRIDE_DIST_PATH ?? join(root, 'node_modules', 'electron', 'dist');

it("P-80 EL-9 EL-10: around Electron's own binary the fuses hold, and it runs no foreign script", ({
  skip,
}) => {
  if (why !== null) return skip(why);
  if (!existsSync(electronDist)) return skip('the electron binary is not there');
  const packed = packApp(temporaryDirectory(), electronDist);
  const binary = join(packed.folder, 'lmcp-desktop');
  expect(packed.fuses(readFileSync(binary))).toBe('01001110');
  const script = join(temporaryDirectory(), 'intruder.cjs');
  const proof = `${script}.ran`;
  writeFileSync(script, `require('node:fs').writeFileSync(${JSON.stringify(proof)}, '')`);
  for (const [args, env] of [
    [[script], { ELECTRON_RUN_AS_NODE: '1' }],
    [['--version'], { NODE_OPTIONS: `--require=${script}` }],
    [['--inspect-brk=0', '--version'], {}],
  ] as const) {
    spawnSync(binary, args, { timeout: 5_000, env: { ...process.env, ...env } });
    expect([args, existsSync(proof)]).toEqual([args, false]);
  }
}, 60_000);

it('P-86 SC-3: ships what mends known holes: SQLite, the SDK', () => {
  const majorOf = (version: string) => Number(version.split('.')[0]);
  expect(majorOf(manifest.dependencies['@modelcontextprotocol/client'])).toBeGreaterThanOrEqual(2);
  // The engine refuses an older SQLite at run time; see openDatabase.
  expect(majorOf(manifest.dependencies['better-sqlite3'])).toBeGreaterThanOrEqual(13);
});

describe('EL-11: Electron', () => {
  const now = Date.parse('2026-11-21');
  const daysAgo = (days: number) => new Date(now - days * 86_400_000).toISOString();

  it('P-86 SC-3: is the one exact version that was tried, with the fix of ASAR integrity', () => {
    const pinned = manifest.devDependencies.electron;
    expect(findLacks(pinned, { [pinned]: daysAgo(0) }, now)).toEqual([]);
    const installed = readFileSync(join(root, 'node_modules', 'electron', 'package.json'), 'utf8');
    expect(JSON.parse(installed)).toMatchObject({ version: pinned });
    for (const [version, lacks] of [
      ['^45.4.1', /exact/],
      ['46.0.0-beta.1', /exact/],
      ['37.3.0', /CVE-2025-55305/],
      ['34.9.9', /CVE-2025-55305/],
    ] as const) {
      expect(findLacks(version, {}, now)).toEqual([expect.stringMatching(lacks)]);
    }
    expect(findLacks('37.3.1', {}, now)).toEqual([]);
  });

  it('is one of the three newest majors, or `npm run check:electron` fails', () => {
    const published = { '45.4.1': daysAgo(9), '47.0.0': daysAgo(1), '48.0.0-alpha.1': daysAgo(1) };
    expect(findLacks('45.4.1', published, now)).toEqual([]);
    const lacks = findLacks('45.4.1', { ...published, '48.0.0': daysAgo(0) }, now);
    expect(lacks).toEqual([expect.stringContaining('45 is no longer one of the three majors')]);
  });

  it('is at most 14 days behind a release of its major, or `npm run check:electron` fails', () => {
    const published = { '45.4.1': daysAgo(30), '45.10.0': daysAgo(14), '46.0.0': daysAgo(20) };
    expect(findLacks('45.4.1', published, now)).toEqual([]);
    const lacks = findLacks('45.4.1', { ...published, '45.9.0': daysAgo(15) }, now);
    expect(lacks).toEqual([expect.stringContaining('45.9.0 has been out for more than 14 days')]);
  });
});

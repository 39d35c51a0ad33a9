import { join } from 'node:path';
import tailwindcss from '@tailwindcss/vite';
import react from '@vitejs/plugin-react';
import { defineConfig, type EnvironmentOptions } from 'vite';
import { precompress } from './scripts/precompress.mjs';

const fromRoot = (path: string) => join(import.meta.dirname, path);

/** Loaded by path at run time: each brings a binary of its own. */
const NATIVE_MODULES = ['better-sqlite3', 'keytar'];

/** Electron brings these itself. */
const ELECTRON = ['electron/main', 'electron/common', 'electron/renderer'];

/**
 * What runs under Node or in Electron's main process. As `cjs` it is one file, for places that load no second one: the single
 * executable and a sandboxed preload.
 */
function nodeBundle(
  folder: string,
  entries: Readonly<Record<string, string>>,
  format: 'esm' | 'cjs' = 'esm',
): EnvironmentOptions {
  const input = Object.entries(entries).map(([name, path]) => [name, fromRoot(path)]);
  const extension = format === 'esm' ? 'js' : 'cjs';
  return {
    consumer: 'server',
    resolve: {
      noExternal: true,
      external: NATIVE_MODULES,
      conditions: ['node', 'import'],
    },
    build: {
      outDir: fromRoot(`dist/${folder}`),
      emptyOutDir: true,
      target: 'node24',
      sourcemap: true,
      // A third less memory for code; names stay, for stack traces.
      minify: true,
      reportCompressedSize: false,
      rolldownOptions: {
        platform: 'node',
        external: ELECTRON,
        input: Object.fromEntries(input),
        output: {
          format,
          keepNames: true,
          codeSplitting: format === 'esm',
          entryFileNames: `[name].${extension}`,
          // Beside the entries: threads are found relative to the chunk that starts them.
          chunkFileNames: `[name]-[hash].${extension}`,
        },
      },
    },
  };
}

/**
 * One environment per kind of bundle. The engine and the command line are bundled into few files
 * because one file starts faster, and in less memory, than a thousand of node_modules; what is
 * imported dynamically stays a chunk that is read on first use.
 */
export default defineConfig({
  appType: 'custom',
  // The page decides the root: its path below it is its path in dist/ui.
  root: fromRoot('src/renderer'),
  publicDir: false,
  // Relative, because the page is served at /ui over HTTP and at the top of app:// in the desktop window.
  base: './',
  plugins: [react(), tailwindcss(), precompress()],
  environments: {
    client: {
      build: {
        outDir: fromRoot('dist/ui'),
        emptyOutDir: true,
        target: ['chrome140', 'firefox140', 'safari18'],
        // The content security policy allows no data: address.
        assetsInlineLimit: 0,
        modulePreload: { polyfill: false },
        reportCompressedSize: false,
      },
    },
    // First: its build empties dist.
    engine: nodeBundle('.', { cli: 'src/cli/cli.ts' }),
    threads: nodeBundle('threads', {
      'audit-writer': 'src/core/audit/writer-thread.ts',
      'audit-reader': 'src/core/audit/reader-thread.ts',
    }),
    main: nodeBundle('main', { main: 'src/main/main.ts' }),
    preload: nodeBundle('preload', { preload: 'src/preload/preload.ts' }, 'cjs'),
    installed: nodeBundle('installed', { lmcp: 'src/cli/installed.ts' }, 'cjs'),
  },
  builder: {
    async buildApp(builder) {
      // In this order: the engine's build empties dist.
      for (const name of ['engine', 'threads', 'main', 'preload', 'installed', 'client']) {
        const environment = builder.environments[name];
        if (!environment) throw new Error(`the ${name} environment is missing`);
        await builder.build(environment);
      }
    },
  },
});

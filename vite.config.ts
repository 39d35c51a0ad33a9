import { join } from 'node:path';
import tailwindcss from '@tailwindcss/vite';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

const fromRoot = (path: string) => join(import.meta.dirname, path);

/** Loaded by path at run time: each brings a binary of its own. */
const NATIVE_MODULES = ['better-sqlite3', 'keytar'];

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
  plugins: [react(), tailwindcss()],
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
    engine: {
      consumer: 'server',
      resolve: { noExternal: true, external: NATIVE_MODULES, conditions: ['node', 'import'] },
      build: {
        outDir: fromRoot('dist'),
        emptyOutDir: true,
        target: 'node24',
        sourcemap: true,
        // A third less memory for code; names stay, for stack traces.
        minify: true,
        reportCompressedSize: false,
        rolldownOptions: {
          platform: 'node',
          input: {
            cli: fromRoot('src/cli/cli.ts'),
            'audit-writer': fromRoot('src/core/audit/writer-thread.ts'),
            'audit-reader': fromRoot('src/core/audit/reader-thread.ts'),
          },
          output: {
            format: 'esm',
            keepNames: true,
            entryFileNames: '[name].js',
            // Beside the entries: a worker thread is found relative to the chunk that starts it.
            chunkFileNames: '[name]-[hash].js',
          },
        },
      },
    },
  },
  builder: {
    async buildApp(builder) {
      // In this order: the engine's build empties dist.
      for (const name of ['engine', 'client']) {
        const environment = builder.environments[name];
        if (!environment) throw new Error(`the ${name} environment is missing`);
        await builder.build(environment);
      }
    },
  },
});

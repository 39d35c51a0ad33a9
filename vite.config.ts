import { defineConfig } from 'vite';

/** Loaded by path at run time: each brings a binary of its own. */
const NATIVE_MODULES = ['better-sqlite3', 'keytar'];

/**
 * One environment per kind of bundle. The engine and the command line are bundled into few files
 * because one file starts faster, and in less memory, than a thousand of node_modules; what is
 * imported dynamically stays a chunk that is read on first use.
 */
export default defineConfig({
  appType: 'custom',
  environments: {
    engine: {
      consumer: 'server',
      resolve: { noExternal: true, external: NATIVE_MODULES, conditions: ['node', 'import'] },
      build: {
        outDir: 'dist',
        emptyOutDir: true,
        target: 'node24',
        sourcemap: true,
        // A third less memory for code; names stay, for stack traces.
        minify: true,
        reportCompressedSize: false,
        rolldownOptions: {
          platform: 'node',
          input: {
            cli: 'src/cli/cli.ts',
            'audit-writer': 'src/core/audit/writer-thread.ts',
            'audit-reader': 'src/core/audit/reader-thread.ts',
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
      const { engine } = builder.environments;
      if (!engine) throw new Error('the engine environment is missing');
      await builder.build(engine);
    },
  },
});

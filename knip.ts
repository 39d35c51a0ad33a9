import type { KnipConfig } from 'knip';

const config: KnipConfig = {
  entry: [
    'src/cli/cli.ts',
    'src/core/audit/writer-thread.ts',
    'src/core/audit/reader-thread.ts',
    'scripts/{start,test,stages,check,typecheck}.mjs',
    'scripts/results-reporter.mjs',
    'bench/{bench,audit-micro}.ts',
    'bench/targets/*.mjs',
    'test/servers/*.mjs',
  ],
  project: ['src/**/*.ts', 'test/**/*.{ts,mjs}', 'bench/**/*.ts', 'scripts/**/*.mjs'],
  ignoreExportsUsedInFile: true,
  // dependency-cruiser loads its parser by itself.
  ignoreDependencies: ['@swc/core'],
  ignoreBinaries: ['dpkg', 'dbus-daemon', 'gnome-keyring-daemon', 'mount', 'umount'],
};

export default config;

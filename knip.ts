import type { KnipConfig } from 'knip';

const config: KnipConfig = {
  entry: [
    'src/cli/cli.ts',
    'src/cli/installed.ts',
    'src/main/main.ts',
    'src/preload/preload.ts',
    // The filters of the audit view are made of these.
    'src/renderer/ui/{chip,menu}.tsx',
    'src/core/audit/writer-thread.ts',
    'src/core/audit/reader-thread.ts',
    'scripts/{screenshots,start,test,stages,check,typecheck,build-cli-executable,make-icons}.mjs',
    'scripts/{results-reporter,pack-hooks}.mjs',
    'bench/{bench,audit-micro,audit-reader,page}.ts',
    'bench/targets/*.mjs',
    'test/servers/*.mjs',
    'test/conformance/upstream-client.ts',
    'e2e/*.e2e.ts',
    'e2e/pictures/hurried-clock.mjs',
  ],
  project: [
    'src/**/*.{ts,tsx}',
    'test/**/*.{ts,mjs}',
    'e2e/**/*.{ts,mjs}',
    'bench/**/*.ts',
    'scripts/**/*.{mjs,ts}',
  ],
  ignoreExportsUsedInFile: true,
  ignoreDependencies: [
    // dependency-cruiser loads its parser by itself.
    '@swc/core',
    // Started by its path: the suite is a command line.
    '@modelcontextprotocol/conformance',
    // Imported by the style sheet, which knip does not read.
    'tailwindcss',
  ],
  ignoreBinaries: [
    'taskset',
    'strip',
    'dpkg',
    'dbus-daemon',
    'pgrep',
    'gnome-keyring-daemon',
    'mkfifo',
    'mount',
    'umount',
  ],
};

export default config;

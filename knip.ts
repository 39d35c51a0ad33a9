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
  ignoreDependencies: [
    // dependency-cruiser loads its parser by itself.
    '@swc/core',
    '@axe-core/playwright',
    '@electron/asar',
    '@hookform/resolvers',
    '@modelcontextprotocol/conformance',
    '@tailwindcss/vite',
    '@tanstack/react-query',
    '@tanstack/react-table',
    '@tanstack/react-virtual',
    '@types/react',
    '@types/react-dom',
    '@vitejs/plugin-react',
    'clsx',
    'cmdk',
    'diff',
    'electron',
    'electron-builder',
    'lucide-react',
    'playwright-core',
    'postject',
    'radix-ui',
    'react',
    'react-dom',
    'react-hook-form',
    'tailwindcss',
    'uplot',
    'wouter',
  ],
  ignoreBinaries: ['dpkg', 'dbus-daemon', 'gnome-keyring-daemon', 'mount', 'umount'],
};

export default config;

/* The arrows of ARCHITECTURE.md. Test files may reach further than the code that they test. */
const TEST = '\\.test\\.ts$|\\.behaviour\\.ts$';

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    {
      name: 'no-cycles',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    {
      name: 'not-resolvable',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true },
    },
    {
      name: 'no-dev-dependencies',
      comment: 'what ships uses only what is installed with it',
      severity: 'error',
      from: { path: '^src', pathNot: TEST },
      to: { dependencyTypes: ['npm-dev'], dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'shared-stands-alone',
      comment: 'src/shared runs anywhere: zod, and itself',
      severity: 'error',
      from: { path: '^src/shared', pathNot: TEST },
      to: { pathNot: '^src/shared|^node_modules/zod/|^node_modules/fastest-levenshtein/' },
    },
    {
      name: 'core-knows-no-host',
      severity: 'error',
      from: { path: '^src/core', pathNot: TEST },
      to: { path: '^(src/(main|cli|preload|renderer)|test|bench|scripts)/' },
    },
    {
      name: 'no-electron-in-core',
      severity: 'error',
      from: { path: '^src/(core|cli|shared)' },
      to: { path: '^(node_modules/)?electron' },
    },
    {
      name: 'hosts-never-meet',
      severity: 'error',
      from: { path: '^src/(main|cli|preload|renderer)/' },
      to: { path: '^src/(main|cli|preload|renderer)/', pathNot: '^src/$1/' },
    },
    {
      name: 'one-importer-of-sqlite',
      severity: 'error',
      from: { path: '^src', pathNot: `^src/core/database\\.ts$` },
      to: { path: '^node_modules/better-sqlite3/' },
    },
    {
      name: 'one-importer-of-keytar',
      severity: 'error',
      from: { path: '^src', pathNot: '^src/core/secrets/keychain\\.ts$' },
      to: { path: '^node_modules/keytar/' },
    },
    {
      name: 'only-the-root-wires',
      comment: 'nothing but a host imports the composition root',
      severity: 'error',
      from: { path: '^src/core', pathNot: `^src/core/app|${TEST}` },
      to: { path: '^src/core/app\\.ts$' },
    },
    {
      name: 'json-is-a-leaf',
      severity: 'error',
      from: { path: '^src/core/json', pathNot: TEST },
      to: { pathNot: '^src/core/json', dependencyTypesNot: ['core'] },
    },
    {
      name: 'policy-is-pure',
      comment: 'policy reads a registry snapshot and the clock, nothing that acts',
      severity: 'error',
      from: { path: '^src/core/policy', pathNot: TEST },
      to: {
        pathNot:
          '^src/(shared|core/policy)/|^src/core/registry/snapshot\\.ts$|^src/core/clock\\.ts$|^node_modules/picomatch/',
      },
    },
    {
      name: 'gateway-does-not-manage',
      severity: 'error',
      from: { path: '^src/core/gateway', pathNot: TEST },
      to: { path: '^src/core/(management|clients)/' },
    },
    {
      name: 'rooms-below-know-no-door',
      comment: 'only the composition root and management look down into every room',
      severity: 'error',
      from: {
        path: '^src/core/(json|policy|upstream|supervisor|audit|state|registry|secrets|clients)/',
        pathNot: TEST,
      },
      to: { path: '^src/core/(gateway|management)/' },
    },
    {
      name: 'no-orphans',
      severity: 'error',
      from: { orphan: true, pathNot: `${TEST}|(^|/)tsconfig\\.json$` },
      to: {},
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    // TypeScript 7 has no API that dependency-cruiser can use; swc reads the same syntax.
    parser: 'swc',
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'src/core/tsconfig.json' },
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'node'] },
    exclude: { path: '(^|/)(dist|coverage)/' },
  },
};

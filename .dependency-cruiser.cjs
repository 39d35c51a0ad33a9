/* The arrows of ARCHITECTURE.md. Test files may reach further than the code that they test. */
const TEST = '\\.(test|behaviour)\\.ts$';

/** Files beside the rooms that every room may use. */
const forAll = [
  'cancellation.ts',
  'cell-map.ts',
  'clock.ts',
  'linked-set.ts',
  'log.ts',
  'turns.ts',
];

/**
 * What each room of the engine may use of the others: whole rooms, or single files, most of them ports. Whatever
 * is not here is refused. Every room may use src/shared and the files of `forAll`.
 */
const ROOMS = {
  json: [],
  policy: ['registry/snapshot.ts'],
  clients: [],
  supervisor: [],
  audit: ['database.ts'],
  registry: ['audit/record.ts', 'secrets/secret-store.ts'],
  oauth: ['audit/record.ts', 'registry/registry.ts', 'secrets/secret-store.ts'],
  secrets: ['registry/write-file.ts', 'state/token-rows.ts'],
  state: [
    'database.ts',
    'secrets/secret-store.ts',
    'secrets/token-service.ts',
    'supervisor/launches.ts',
  ],
  upstream: [
    'audit/record.ts',
    'header-text.ts',
    'json/',
    'oauth/own-authorization.ts',
    'oauth/sign-ins.ts',
    'registry/reference.ts',
    'registry/registry.ts',
    'registry/snapshot.ts',
    'state/definition.ts',
    'supervisor/',
  ],
  gateway: [
    'audit/audit-log.ts',
    'audit/record.ts',
    'header-text.ts',
    'json/',
    'policy/',
    'registry/registry.ts',
    'registry/snapshot.ts',
    'secrets/token-service.ts',
    'state/definition.ts',
    'upstream/connection.ts',
  ],
  management: [
    'audit/appended-group.ts',
    'audit/audit-log.ts',
    'audit/audit-reader.ts',
    'audit/record.ts',
    'clients/',
    'oauth/sign-ins.ts',
    'policy/compiled-policy.ts',
    'policy/decide.ts',
    'registry/',
    'secrets/secret-store.ts',
    'secrets/token-format.ts',
    'secrets/token-service.ts',
    'state/definition.ts',
    'state/history.ts',
    'upstream/connection.ts',
  ],
};

/** A path as the start of a regular expression. */
const from = (path) => `^${path.replaceAll('.', '\\.')}`;

const roomRules = Object.entries(ROOMS).map(([room, uses]) => ({
  name: `arrows-of-${room}`,
  severity: 'error',
  from: { path: `^src/core/${room}/`, pathNot: TEST },
  to: {
    path: '^src/core/',
    pathNot: [...forAll, `${room}/`, ...uses].map((use) => from(`src/core/${use}`)),
  },
}));

/** The folders of the gateway, each with those that it may use; `deps.ts`, what handlers are given, belongs to all that have it. */
const GATEWAY = {
  message: [],
  exchange: ['message/'],
  edge: ['exchange/', 'message/'],
  lists: ['deps.ts', 'exchange/', 'message/'],
  dialogue: ['deps.ts', 'exchange/', 'message/'],
  calls: ['deps.ts', 'dialogue/', 'exchange/', 'lists/', 'message/'],
  tasks: ['calls/', 'deps.ts', 'dialogue/', 'exchange/', 'message/'],
  subscriptions: ['calls/', 'deps.ts', 'exchange/', 'gateway-offer.ts', 'lists/', 'message/'],
  logging: ['calls/', 'deps.ts', 'exchange/', 'lists/', 'message/'],
};

const gatewayRules = Object.entries(GATEWAY).map(([folder, uses]) => ({
  name: `arrows-of-gateway-${folder}`,
  severity: 'error',
  from: { path: `^src/core/gateway/${folder}/`, pathNot: TEST },
  to: {
    path: '^src/core/gateway/',
    pathNot: [`${folder}/`, ...uses].map((use) => from(`src/core/gateway/${use}`)),
  },
}));

/** The folders of the upstream room, each knowing only those before it; its port and what is kept of eras are for all. */
const UPSTREAM = ['messages', 'definitions', 'connection', 'opening', '(stdio|http)', 'pool'];

const upstreamRules = UPSTREAM.map((folder, at) => ({
  name: `folders-of-upstream-${folder.match(/\w+/g).join('-')}`,
  severity: 'error',
  from: { path: `^src/core/upstream/(${folder})/`, pathNot: TEST },
  to: {
    path: '^src/core/upstream/',
    pathNot: [
      '^src/core/upstream/(connection|era-memory)\\.ts$',
      // The folder itself: of the two transports only the one that imports.
      '^src/core/upstream/$1/',
      ...UPSTREAM.slice(0, at).map((before) => `^src/core/upstream/${before}/`),
    ],
  },
}));

/** A package that only the named files import. */
const onlyIn = (package_, path) => ({
  name: `only-in-one-place-${package_.replaceAll('/', '-')}`,
  severity: 'error',
  from: { path: '^src/', pathNot: [TEST, path] },
  to: { path: `^node_modules/${package_}/` },
});

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    { name: 'no-cycles', severity: 'error', from: {}, to: { circular: true } },
    {
      name: 'not-resolvable',
      severity: 'error',
      from: {},
      // Electron brings its module itself; the package only holds its types.
      to: { couldNotResolve: true, pathNot: '^electron/' },
    },
    {
      name: 'no-orphans',
      severity: 'error',
      from: {
        orphan: true,
        pathNot: [TEST, '(^|/)tsconfig\\.json$', '^src/preload/preload\\.ts$'],
      },
      to: {},
    },
    {
      name: 'no-dev-dependencies',
      comment: 'what ships uses only what is installed with it',
      severity: 'error',
      from: { path: '^src/', pathNot: TEST },
      to: { dependencyTypes: ['npm-dev'], dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'nothing-ships-a-test',
      severity: 'error',
      from: { path: '^src/', pathNot: TEST },
      to: { path: `${TEST}|^(test|bench|scripts)/` },
    },
    {
      name: 'shared-runs-anywhere',
      severity: 'error',
      from: { path: '^src/shared/', pathNot: TEST },
      to: { pathNot: ['^src/shared/', '^node_modules/zod/'] },
    },
    {
      name: 'core-knows-no-host',
      severity: 'error',
      from: { path: '^src/core/', pathNot: TEST },
      to: { path: '^src/(main|cli|preload|renderer)/' },
    },
    {
      name: 'hosts-never-meet',
      severity: 'error',
      from: { path: '^src/(main|cli|preload|renderer)/' },
      to: { path: '^src/(main|cli|preload|renderer)/', pathNot: '^src/$1/' },
    },
    {
      name: 'electron-only-in-its-host',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/(main|preload)/' },
      to: { path: '^(node_modules/)?electron' },
    },
    {
      name: 'renderer-is-a-page',
      comment: 'it runs in a browser: no Node, and nothing of the engine',
      severity: 'error',
      from: { path: '^src/renderer/', pathNot: TEST },
      to: { path: '^src/core/' },
    },
    {
      name: 'renderer-without-node',
      severity: 'error',
      from: { path: '^src/renderer/', pathNot: TEST },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'features-never-meet',
      comment: 'what two views share is in ui, format or engine',
      severity: 'error',
      from: { path: '^src/renderer/features/([^/]+)/' },
      to: { path: '^src/renderer/features/', pathNot: '^src/renderer/features/$1/' },
    },
    {
      name: 'design-system-is-a-leaf',
      severity: 'error',
      from: { path: '^src/renderer/(ui|format)/', pathNot: TEST },
      to: { path: '^src/renderer/', pathNot: '^src/renderer/(ui|format|keyboard/use-shortcut)' },
    },
    {
      name: 'preload-is-one-small-file',
      comment:
        'a sandboxed preload is bundled whole: it takes names and types from shared, and the bridge from electron',
      severity: 'error',
      from: { path: '^src/preload/', pathNot: TEST },
      to: {
        pathNot: ['^src/shared/desktop-channels\\.ts$', '^(node_modules/)?electron'],
        dependencyTypesNot: ['type-only'],
      },
    },
    {
      name: 'json-is-a-leaf',
      comment: 'the scanner depends on nothing but Node',
      severity: 'error',
      from: { path: '^src/core/json/', pathNot: TEST },
      to: { pathNot: '^src/core/json/', dependencyTypesNot: ['core'] },
    },
    {
      name: 'policy-does-nothing',
      comment: 'a decision touches no file, socket or process',
      severity: 'error',
      from: { path: '^src/core/policy/', pathNot: TEST },
      to: { dependencyTypes: ['core'] },
    },
    ...roomRules,
    ...gatewayRules,
    ...upstreamRules,
    onlyIn('better-sqlite3', '^src/core/database\\.ts$'),
    onlyIn('keytar', '^src/core/secrets/keychain\\.ts$'),
    onlyIn('picomatch', '^src/core/policy/tool-glob\\.ts$'),
    onlyIn('commander', '^src/cli/'),
    onlyIn('yaml', '^src/(core/(registry|clients)|cli)/'),
    onlyIn('@modelcontextprotocol', '^src/(cli/|core/oauth/authorization-server\\.ts$)'),
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    // TypeScript 7 has no API that dependency-cruiser can use; swc reads the same syntax.
    parser: 'swc',
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'src/core/tsconfig.json' },
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'node'] },
    exclude: { path: '^(dist|coverage)/' },
  },
};

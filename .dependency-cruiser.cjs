// The walls between the rooms of src/. Two tables say everything; the rules below are derived from them.

/** What every edge may ask. */
const EDGE = [
  'generation',
  'purchases',
  'invoices',
  'webhooks',
  'emails',
  'accounts',
  'keys',
  'ledger',
  'usage',
  'exports',
  'statements',
  'requests',
  'catalog',
  'pricing',
  'money',
];

/** Which rooms a room may import (always through their index.ts). What is not named here is not allowed. */
const MAY_IMPORT = {
  money: [],
  config: [],
  background: [],
  'embedded-postgres': [],
  pricing: ['money'],
  'public-ids': [],
  database: ['public-ids', 'background', 'money'],
  catalog: ['pricing', 'background', 'database', 'money'],
  accounts: ['keys', 'ledger', 'catalog', 'webhooks', 'database', 'money'],
  keys: ['emails', 'database', 'money'],
  ledger: ['keys', 'background', 'database', 'money'],
  // Reports: it reads the tables of all rooms, and writes only its own.
  usage: ['keys', 'ledger', 'generation', 'webhooks', 'database', 'money'],
  // What files have in common that customers take home.
  downloads: ['keys'],
  statements: ['downloads', 'keys', 'ledger', 'database', 'money'],
  exports: ['downloads', 'usage', 'requests', 'invoices', 'ledger', 'database', 'money'],
  'web-pages': [],
  // What accounts are written. Below the rooms that something happens in.
  emails: ['web-pages', 'database'],
  webhooks: ['emails', 'background', 'database', 'money'],
  requests: ['background', 'database', 'money'],
  generation: ['pricing', 'catalog', 'ledger', 'accounts', 'webhooks', 'requests', 'background', 'database', 'money'],
  // Stripe stands in purchases for both rooms: its adapter fills the port of invoices.
  purchases: [
    'ledger',
    'catalog',
    'accounts',
    'webhooks',
    'emails',
    'web-pages',
    'invoices',
    'background',
    'database',
    'money',
  ],
  invoices: ['ledger', 'usage', 'catalog', 'accounts', 'webhooks', 'background', 'database', 'money'],
  // Who asks, and what every edge has in common; an edge of another protocol stands beside graphql.
  callers: ['public-ids', ...EDGE],
  // The edge asks the rooms; it never reaches into the database or into Stripe.
  graphql: ['callers', 'background', ...EDGE],
  // Other systems' HTTP, on the same functions.
  rest: ['callers', 'background', ...EDGE],
};
const ROOMS = Object.keys(MAY_IMPORT);
MAY_IMPORT['require-node'] = [];
MAY_IMPORT.server = [...ROOMS, 'mikro-orm.config', 'require-node'];
MAY_IMPORT.main = ['require-node', 'config', 'server', 'database', 'embedded-postgres'];
MAY_IMPORT['mikro-orm.config'] = ROOMS;

/** Packages with one home: nothing else under src/ may import them. A scope such as `@apollo` covers its packages. */
const ONLY_FROM = {
  stripe: ['src/purchases/stripe/'],
  'type-graphql': ['src/graphql/', 'src/server/'],
  graphql: ['src/graphql/', 'src/server/'],
  'graphql-scalars': ['src/graphql/'],
  dataloader: ['src/graphql/'],
  jose: ['src/keys/tokens/'],
  '@apollo': ['src/graphql/', 'src/server/'],
  '@as-integrations': ['src/server/'],
  fastify: ['src/server/'],
  'graphql-ws': ['src/server/'],
  ws: ['src/server/'],
  'graphile-worker': ['src/generation/', 'src/server/', 'src/database/'],
  pg: ['src/database/', 'src/embedded-postgres/'],
  sharp: ['src/generation/'],
  nodemailer: ['src/emails/send/'],
  // Rooms say what they have; who counts it is the server's affair (decisions 101 and 102).
  'prom-client': ['src/server/'],
  '@opentelemetry': ['src/server/signals/start-tracing.ts'],
};

/** Calculations that anyone can repeat on paper: no packages, no Node modules, no database. */
const PURE = ['^src/money/', '^src/pricing/', '^src/.*/decide-[^/]*[.]ts$', '^src/.*/decide/'];

const escape = (text) => text.replaceAll(/[.*+?^${}()|[\]\\/]/g, (character) => `\\${character}`);
const isFile = (room) => ['main', 'mikro-orm.config', 'require-node'].includes(room);
const pathOf = (room) => (isFile(room) ? `^src/${escape(room)}[.]ts$` : `^src/${room}/`);
const NPM_TYPES = ['npm', 'npm-dev', 'npm-optional', 'npm-peer', 'npm-no-pkg', 'npm-unknown', 'undetermined'];

const allowedRooms = Object.entries(MAY_IMPORT).map(([room, allowed]) => ({
  name: `room-${room}`,
  comment: `${room} may import: ${allowed.join(', ') || 'no other room'}. See MAY_IMPORT in .dependency-cruiser.cjs.`,
  severity: 'error',
  from: { path: pathOf(room) },
  to: { path: '^src/', pathNot: [room, ...allowed].map(pathOf) },
}));

const packageHomes = Object.entries(ONLY_FROM).map(([name, homes]) => ({
  name: `only-home-of-${name}`,
  comment: `${name} is imported only from ${homes.join(', ')}.`,
  severity: 'error',
  from: { path: '^src/', pathNot: homes.map((home) => `^${escape(home)}`) },
  to: { path: `node_modules/(@types/)?${escape(name)}/` },
}));

module.exports = {
  forbidden: [
    ...allowedRooms,
    ...packageHomes,
    {
      name: 'room-unknown',
      comment: 'Every file of src/ stands in a room of MAY_IMPORT (or is main.ts or mikro-orm.config.ts).',
      severity: 'error',
      from: { path: '^src/', pathNot: Object.keys(MAY_IMPORT).map(pathOf) },
      to: {},
    },
    {
      name: 'room-door',
      comment: 'A room is entered only through its index.ts.',
      severity: 'error',
      from: { path: '^src/([^/]+)', pathNot: pathOf('mikro-orm.config') },
      to: { path: '^src/[^/]+/', pathNot: ['^src/$1/', '^src/[^/]+/index[.]ts$'] },
    },
    {
      name: 'room-door-for-entities',
      comment: 'The ORM configuration takes the tables of a room from its entities.ts, so that no room needs to load.',
      severity: 'error',
      from: { path: pathOf('mikro-orm.config') },
      to: { path: '^src/[^/]+/', pathNot: '^src/[^/]+/(index|entities)[.]ts$' },
    },
    {
      name: 'pure',
      comment:
        'money, pricing and decide-*.ts use no package and no Node module: what they need comes in as arguments.',
      severity: 'error',
      from: { path: PURE },
      to: { dependencyTypes: [...NPM_TYPES, 'core'] },
    },
    {
      name: 'pure-no-database',
      comment: 'money, pricing and decide-*.ts know nothing of the database.',
      severity: 'error',
      from: { path: PURE },
      to: { path: '^src/database/' },
    },
    {
      name: 'no-cycle',
      comment: 'Two files that need each other are one file, or hide a third.',
      severity: 'error',
      from: { path: '^(src|simulators|test|demo|packages|bench|migrations)/', pathNot: '/gql/' },
      to: { circular: true },
    },
    {
      name: 'src-stands-alone',
      comment: 'The gateway knows nothing of its tests, its clients, its benchmarks and its scripts.',
      severity: 'error',
      from: { path: '^src/' },
      to: { path: '^(test|demo|packages|bench|scripts|dist)/' },
    },
    {
      name: 'simulators-home',
      comment:
        'Only the composition root switches simulators on; the rooms know their ports, and never what stands behind.',
      severity: 'error',
      from: { path: '^src/', pathNot: [pathOf('server'), pathOf('mikro-orm.config')] },
      to: { path: '^simulators/' },
    },
    {
      name: 'simulators-door',
      comment:
        'A simulator is entered only through its index.ts; the ORM configuration takes its table from its entities.ts.',
      severity: 'error',
      from: { path: '^(src|bench)/' },
      to: { path: '^simulators/', pathNot: '^simulators/[^/]+/(index|entities)[.]ts$' },
    },
    {
      name: 'simulators-stand-alone',
      comment: 'A simulator knows nothing of the gateway: another project could use it.',
      severity: 'error',
      from: { path: '^simulators/([^/]+)/' },
      to: { path: '^(src|test|demo|packages|bench|scripts|migrations|simulators)/', pathNot: '^simulators/$1/' },
    },
    {
      name: 'migrations-stand-alone',
      comment:
        'A migration says the same forever: it imports nothing of src/, and only the ORM configuration lists it.',
      severity: 'error',
      from: { path: '^migrations/' },
      to: { path: '^(src|simulators|test|demo|packages|bench|scripts)/' },
    },
    {
      name: 'migrations-home',
      severity: 'error',
      from: { path: '^(src|demo|packages)/', pathNot: pathOf('mikro-orm.config') },
      to: { path: '^migrations/' },
    },
    {
      name: 'demo-stands-alone',
      comment: 'The demo knows the gateway by @tollgate/client only, as any other application does.',
      severity: 'error',
      from: { path: '^demo/' },
      to: { path: '^(src|simulators|test|bench|migrations)/' },
    },
    {
      name: 'packages-stand-alone',
      comment: 'What customers install knows the gateway by its schema only.',
      severity: 'error',
      from: { path: '^packages/' },
      to: { path: '^(src|simulators|test|demo|bench|migrations|scripts|dist)/' },
    },
    {
      name: 'packages-run-anywhere',
      comment: 'The packages run in browsers and on edges, too: no Node modules.',
      severity: 'error',
      from: { path: '^packages/' },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'client-package-first',
      comment: '@tollgate/client knows nothing of what stands on it, and @tollgate/react nothing of the page.',
      severity: 'error',
      from: { path: '^packages/(client|react)/' },
      to: { path: '^packages/', pathNot: '^packages/($1|client)/' },
    },
    {
      name: 'no-vague-names',
      comment: 'Name a file for what it does, with a word of the domain.',
      severity: 'error',
      from: {},
      to: { path: '[/-](utils?|helpers?|managers?|common|misc|legacy|v2)[/.-]', pathNot: 'node_modules/' },
    },
    {
      name: 'no-unresolved',
      comment: 'The import leads nowhere.',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true },
    },
    {
      name: 'no-unlisted-package',
      comment: 'A package that is imported stands in package.json.',
      severity: 'error',
      from: {},
      to: { dependencyTypes: ['npm-no-pkg', 'npm-unknown'] },
    },
    {
      name: 'no-dev-package-in-src',
      comment: 'What runs in production stands in dependencies.',
      severity: 'error',
      from: { path: '^(src|simulators|migrations)/' },
      to: { dependencyTypes: ['npm-dev'], dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'no-orphan',
      comment: 'Nobody imports this file and it imports nobody.',
      severity: 'warn',
      from: { orphan: true, pathNot: ['[.]d[.]ts$', '^packages/[^/]+/src/gql/', pathOf('main')] },
      to: {},
    },
  ],
  options: {
    doNotFollow: { path: ['node_modules', '^dist/'] },
    tsConfig: { fileName: 'tsconfig.check.json' },
    // Imports of types count too: a wall that types may pass is no wall.
    tsPreCompilationDeps: true,
    combinedDependencies: false,
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['@tollgate/source', 'import', 'types', 'node', 'default'],
      mainFields: ['module', 'main', 'types', 'typings'],
    },
    reporterOptions: { text: { highlightFocused: true } },
  },
};

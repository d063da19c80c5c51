// Who may import whom: one named rule per row of the table in docs/architecture.md, each with its reason.
const features = [
  // Left to right: a feature may import verbs of those before it, never of those after it.
  ['users', 'audit', 'api', 'db', 'env', 'errors', 'log'],
  ['masking'],
  ['jobs', 'clusters', 'audit-chain'],
  ['metadata', 'monitoring', 'saved-views', 'favourites', 'notifications'],
  ['nodes', 'namespaces', 'topics', 'groups', 'clients', 'roles', 'sign-in'],
  ['messages', 'timers', 'traces', 'transactions', 'diagnoses', 'connect', 'access-file'],
  ['alarms', 'dead-letters'],
  ['events'],
  ['overview', 'search', 'topology', 'replication', 'migration', 'about'],
]

/** Nouns and endpoints of a feature: schema.ts and api.ts, or where that is long a file per subject, such as rule-schema.ts. */
const schemaFile = '([a-z0-9-]+-|)schema\\.ts'
const sharedFile = '([a-z0-9-]+-|)(schema|api)\\.ts'

/** One rule per step of the order: what stands left must not know what stands right. */
const featureOrder = features.slice(0, -1).map((names, i) => {
  const later = features
    .slice(i + 1)
    .flat()
    .join('|')
  return {
    name: `feature-order-${names[0]}`,
    comment: `Features point one way (${names.join(', ')} stand left of ${later.replaceAll('|', ', ')}), so each can be read without the next.`,
    severity: 'error',
    from: { path: `^lib/(${names.join('|')})(/|\\.ts$)`, pathNot: '\\.test\\.ts$|^lib/api/endpoints\\.ts$' },
    to: { path: `^lib/(${later})/`, pathNot: `/${schemaFile}$` },
  }
})

module.exports = {
  forbidden: [
    {
      name: 'no-circular',
      comment: 'A cycle means that two files are one thing with two names.',
      severity: 'error',
      from: { pathNot: '^lib/db/generated/' },
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    {
      name: 'pages-are-thin',
      comment:
        'Data enters the browser through the API only, so the API is complete by construction; pages read params and the session.',
      severity: 'error',
      from: { path: '^app/.*(page|layout|error|not-found|loading)\\.tsx$' },
      to: {
        path: `^(lib/(?!users/(session|set-up-state)\\.ts|[^/]+/${schemaFile}|format\\.ts|env\\.ts|preferences\\.ts|base-path\\.ts)|prisma)`,
        dependencyTypesNot: ['type-only'],
      },
    },
    {
      name: 'routes-call-verbs',
      comment: 'A route is two lines: an endpoint and a verb. It knows neither tables nor sockets.',
      severity: 'error',
      from: { path: '^app/api/' },
      to: { path: '^lib/(rocketmq|db/generated)/|^components/' },
    },
    {
      name: 'browser-imports-schema-and-api-only',
      comment: 'Of a feature the browser may import its schemas and endpoints; everything else runs on the server.',
      severity: 'error',
      from: { path: '^components/', pathNot: '\\.test\\.tsx?$' },
      to: {
        path: '^lib/',
        pathNot: `^lib/([^/]+/${sharedFile}|api/(call|csv|endpoint)\\.ts|(format|errors|mqadmin-line|preferences|base-path|safe-return)\\.ts|users/(permissions|scope-match)\\.ts|monitoring/(since-when|catalogue)\\.ts|connect/scenarios\\.ts|notifications/render-template\\.ts)$`,
        dependencyTypesNot: ['type-only'],
      },
    },
    {
      name: 'ui-knows-no-feature',
      comment: 'Primitives know no RocketMQ word, so that every feature can use them.',
      severity: 'error',
      from: { path: '^components/ui/' },
      to: {
        path: '^components/(?!ui/)|^lib/(?!format\\.ts|api/call\\.ts|errors\\.ts)',
        dependencyTypesNot: ['type-only'],
      },
    },
    {
      name: 'shared-components-know-no-feature',
      comment:
        'layout, data-table and charts know shapes of data, not features; the shell reads account and clusters for the frame.',
      severity: 'error',
      from: { path: '^components/(data-table|charts)/' },
      to: { path: '^components/(?!ui/|data-table/|charts/|layout/)', dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'lib-calls-nothing-above',
      comment: 'page → query hook → route → verb → admin client → broker. Nothing calls back up.',
      severity: 'error',
      from: { path: '^lib/' },
      to: { path: '^(app|components|e2e)/' },
    },
    {
      name: 'verbs-use-the-admin-client',
      comment: 'Verbs speak in admin verbs; frames, requests and sockets stay inside lib/rocketmq.',
      severity: 'error',
      from: { path: '^lib/(?!rocketmq/)', pathNot: '\\.test\\.ts$|/testing/' },
      to: { path: '^lib/rocketmq/(requests|remoting|testing)/', dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'shared-files-run-in-the-browser',
      comment: 'Schemas and endpoints are read by the browser too.',
      severity: 'error',
      from: { path: `^lib/[^/]+/${sharedFile}$` },
      to: {
        path: '^lib/',
        pathNot: `^lib/([^/]+/${schemaFile}|api/endpoint\\.ts|users/permissions\\.ts|monitoring/catalogue\\.ts)$`,
        dependencyTypesNot: ['type-only'],
      },
    },
    {
      name: 'rocketmq-stands-alone',
      comment: 'lib/rocketmq may be published as a package of its own one day.',
      severity: 'error',
      from: { path: '^lib/rocketmq/', pathNot: '\\.test\\.ts$' },
      to: { path: '^(lib/(?!rocketmq/)|app|components|dev|e2e)' },
    },
    {
      name: 'codec-knows-no-socket',
      comment: 'codec is bytes to values, pure; requests and remoting build on it.',
      severity: 'error',
      from: { path: '^lib/rocketmq/codec/', pathNot: '\\.test\\.ts$' },
      to: { path: '^lib/rocketmq/(requests|remoting|admin|testing)/' },
    },
    {
      name: 'remoting-knows-no-request',
      comment: 'A socket carries commands; what they mean is said in requests. admin joins the two.',
      severity: 'error',
      from: { path: '^lib/rocketmq/remoting/', pathNot: '\\.test\\.ts$' },
      to: { path: '^lib/rocketmq/(requests|admin)/' },
    },
    {
      name: 'requests-know-no-socket',
      comment: 'A request knows bytes; it knows no socket.',
      severity: 'error',
      from: { path: '^lib/rocketmq/requests/', pathNot: '\\.test\\.ts$' },
      to: { path: '^lib/rocketmq/(remoting|admin)/' },
    },
    {
      name: 'worker-runs-verbs',
      comment: 'The worker lists verbs; it is no place for screens or routes.',
      severity: 'error',
      from: { path: '^lib/worker/' },
      to: { path: '^(app|components)/' },
    },
    {
      name: 'originals-stay-inside',
      comment:
        'What a masking rule hides leaves by the reveal only. Others take the stored message for what shows nothing of it: to send it as it is, to count, to judge.',
      severity: 'error',
      from: {
        path: '^(lib|app|components)/',
        pathNot:
          '\\.test\\.ts$|^lib/messages/(seen-as|reveal-message|reveal-message-body|send/read-original|consumption/group-evidence)\\.ts$|^lib/traces/build-traces\\.ts$|^lib/transactions/read-decisions\\.ts$|^lib/dead-letters/resend-dead-letter\\.ts$',
      },
      to: { path: '^lib/masking/original-of\\.ts$' },
    },
    {
      name: 'testing-code-stays-in-tests',
      comment: 'Fake brokers and builders must not reach production.',
      severity: 'error',
      from: { path: '^(lib|app|components)/', pathNot: '\\.test\\.tsx?$|/testing/' },
      to: { path: '/testing/' },
    },
    {
      name: 'product-does-not-import-dev',
      comment: 'dev/ and e2e/ are what a developer runs.',
      severity: 'error',
      from: { path: '^(lib|app|components)/', pathNot: '\\.test\\.tsx?$|/testing/' },
      to: { path: '^(dev|e2e)/' },
    },
    ...featureOrder,
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^(\\.next|lib/db/generated)/' },
    // TypeScript 7 has no compiler API that the tool could use.
    parser: 'swc',
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default', 'types'],
      extensions: ['.ts', '.tsx', '.mjs', '.js', '.json'],
    },
  },
}

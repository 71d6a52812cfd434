/** The house's arrows: api, worker, migrations → core; local → what it starts; web → types only. */
module.exports = {
  forbidden: [
    {
      name: 'no-circular',
      severity: 'error',
      from: {},
      to: { circular: true, dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'core-imports-nothing-of-ours',
      severity: 'error',
      from: { path: '^core/' },
      to: { path: '^(api|worker|web|migrations|broker|local)/' },
    },
    {
      name: 'nobody-imports-these',
      severity: 'error',
      from: { pathNot: '^(worker|web|migrations|broker)/' },
      to: { path: '^(worker|web|migrations|broker)/' },
    },
    {
      name: 'nobody-imports-operations',
      severity: 'error',
      from: { pathNot: '^operations/' },
      to: { path: '^operations/' },
    },
    {
      name: 'worker-imports-core-alone',
      severity: 'error',
      from: { path: '^worker/' },
      to: { path: '^(api|web|migrations|broker|local)/' },
    },
    {
      name: 'api-imports-core-alone',
      severity: 'error',
      from: { path: '^api/' },
      to: { path: '^(worker|web|migrations|broker|local)/' },
    },
    {
      name: 'migrations-imports-core-alone',
      severity: 'error',
      from: { path: '^migrations/' },
      to: { path: '^(api|worker|web|broker|local)/' },
    },
    {
      name: 'broker-imports-nothing-of-ours-and-no-package',
      severity: 'error',
      from: { path: '^broker/', pathNot: '\\.test\\.ts$' },
      to: { pathNot: '^broker/', dependencyTypesNot: ['core'] },
    },
    {
      name: 'web-imports-types-alone',
      severity: 'error',
      from: { path: '^web/src' },
      to: { path: '^(api|core)/', dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'web-names-the-api-in-one-file',
      severity: 'error',
      from: { path: '^web/src', pathNot: '^web/src/lib/api\\.ts$' },
      to: { path: '^api/' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '(^|/)(node_modules|build|\\.svelte-kit)/' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'node', 'default'] },
  },
};

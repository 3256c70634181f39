/**
 * Who may import whom: the arrows of the house. Tests and what serves them alone (testing/) may reach across, since a test
 * of the gateway needs a whole gateway; nothing that ships may.
 */
const tests = '(\\.test\\.ts$|/testing/)';
const ours = '^(bin|config|gateway|workers|rules|ledger|adapters|loadtest)/';

/** Of our own folders, `from` may import those of `to` and itself. */
const arrow = (from, to) => ({
  name: `${from}-imports`,
  comment: `${from} imports ${to.join(', ') || 'nothing of ours'}`,
  severity: 'error',
  from: { path: `^${from}/`, pathNot: tests },
  to: { path: ours, pathNot: `^(${[from, ...to].join('|')})/` },
});

module.exports = {
  forbidden: [
    arrow('bin', ['gateway', 'loadtest', 'config', 'ledger']),
    arrow('gateway', ['adapters', 'workers', 'ledger', 'rules', 'config']),
    arrow('workers', ['rules']),
    arrow('ledger', ['rules/model']),
    arrow('adapters', ['gateway/contract', 'rules/model']),
    arrow('loadtest', ['gateway/contract', 'config']),
    arrow('rules', []),
    arrow('config', []),
    {
      name: 'rules-are-pure',
      comment: 'rules do no I/O: pure libraries alone, and of Node the hash of a document',
      severity: 'error',
      from: { path: '^rules/', pathNot: tests },
      to: {
        dependencyTypes: ['core', 'npm'],
        pathNot: '^(crypto|node:crypto)$|node_modules/(typebox|@marcbachmann/cel-js|yaml|temporal-polyfill)/',
      },
    },
    {
      name: 'no-cycles',
      severity: 'error',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    {
      name: 'no-orphans',
      comment: 'a module that nobody imports and that imports nobody',
      severity: 'error',
      from: { orphan: true, pathNot: tests },
      to: {},
    },
    {
      name: 'tests-stay-out',
      comment: 'what ships imports no test and nothing that serves tests',
      severity: 'error',
      from: { path: ours, pathNot: tests },
      to: { path: tests },
    },
    {
      name: 'no-dev-dependencies',
      comment: 'what ships imports no package that is installed for development alone',
      severity: 'error',
      from: { path: ours, pathNot: tests },
      to: { dependencyTypes: ['npm-dev', 'npm-no-pkg', 'npm-unknown'], dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'same-draws',
      comment: 'what tests draw at random they draw by way of the module that says from which seed',
      severity: 'error',
      from: { path: ours, pathNot: '^rules/testing/fast-check' },
      to: { path: 'node_modules/fast-check/' },
    },
    { name: 'resolvable', severity: 'error', from: {}, to: { couldNotResolve: true } },
  ],
  options: {
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^dist/' },
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'node', 'default', 'types'] },
  },
};

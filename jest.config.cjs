/** Four kinds of test, by folder; CONTRIBUTING.md says which to write when. */
const base = {
  testEnvironment: 'node',
  transform: {
    '^.+\\.[cm]?[jt]s$': ['@swc/jest', { jsc: { parser: { syntax: 'typescript' }, target: 'es2022' } }],
  },
  setupFiles: ['<rootDir>/test/support/environment.ts'],
};
const kind = (name, extra = {}) => ({
  ...base,
  displayName: name,
  testMatch: [`<rootDir>/test/${name}/**/*.test.ts`],
  ...extra,
});

module.exports = {
  projects: [kind('unit'), kind('infra'), kind('integration'), kind('e2e')],
  testTimeout: 120_000,
  // One more than jest would take on two cores: most tests wait for processes of their own.
  maxWorkers: 2,
  globalSetup: '<rootDir>/test/support/own-temporary-folder.ts',
  globalTeardown: '<rootDir>/test/support/remove-temporary-folder.ts',
};

import { defineConfig } from 'vitest/config';

/** The slow suites: what needs Docker or minutes. */
export default defineConfig({
  root: new URL('..', import.meta.url).pathname,
  test: {
    include: ['{api,core,worker,migrations,local,sandbox,web,operations,deploy}/**/*.int.test.ts'],
    exclude: ['**/node_modules/**', '**/build/**'],
    globalSetup: [
      'local/testing/postgres-setup.ts',
      'local/testing/python-setup.ts',
      'local/testing/fuzzer-setup.ts',
    ],
    passWithNoTests: true,
    fileParallelism: false,
    testTimeout: 180_000,
    hookTimeout: 300_000,
  },
});

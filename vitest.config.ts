import { defineConfig } from 'vitest/config';

/** Tests that run the real sandbox or the whole system: they hold limits in seconds, so nothing runs beside them. */
const alone = [
  'worker/src/sandbox/bubblewrap/*.test.ts',
  'local/src/{once,system}.test.ts',
  'web/e2e/*.e2e.test.ts',
];

const onPostgres = {
  globalSetup: ['local/testing/postgres-setup.ts', 'local/testing/python-setup.ts'],
  testTimeout: 20_000,
  hookTimeout: 120_000,
};

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          ...onPostgres,
          name: 'node',
          include: ['{api,core,worker,migrations,broker,local,sandbox,operations,deploy}/**/*.test.ts'],
          exclude: ['**/node_modules/**', '**/build/**', '**/*.int.test.ts', ...alone],
        },
      },
      './web/vite.config.ts',
      {
        test: {
          ...onPostgres,
          name: 'alone',
          include: alone,
          fileParallelism: false,
          sequence: { groupOrder: 1 },
        },
      },
    ],
    coverage: {
      provider: 'v8',
      include: ['api/src/**/*.ts', 'core/src/**/*.ts', 'worker/src/**/*.ts'],
      reporter: ['text-summary', 'json-summary'],
      thresholds: {
        'api/**/*.ts': { lines: 80 },
        'core/**/*.ts': { lines: 80 },
        'worker/**/*.ts': { lines: 80 },
      },
    },
  },
});

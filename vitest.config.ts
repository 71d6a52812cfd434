import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'node',
          include: ['{api,core,worker,migrations,local,sandbox}/**/*.test.ts', 'web/e2e/*.e2e.test.ts'],
          exclude: ['**/node_modules/**', '**/build/**', '**/*.int.test.ts'],
          globalSetup: ['local/testing/postgres-setup.ts'],
          testTimeout: 20_000,
          hookTimeout: 60_000,
        },
      },
      './web/vite.config.ts',
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

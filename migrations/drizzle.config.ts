import { defineConfig } from 'drizzle-kit';

export default defineConfig({
  dialect: 'postgresql',
  schema: '../core/src/schema/*.ts',
  out: './sql',
  casing: 'snake_case',
});

import adapter from '@sveltejs/adapter-node';
import { sveltekit } from '@sveltejs/kit/vite';
import tailwindcss from '@tailwindcss/vite';
import { svelteTesting } from '@testing-library/svelte/vite';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  // Tests are also started from the repository's root.
  root: import.meta.dirname,
  plugins: [
    tailwindcss(),
    sveltekit({
      adapter: adapter(),
      csp: {
        mode: 'auto',
        // The origins of api and storage are known at run time only: src/hooks.server.ts adds them.
        directives: {
          'default-src': ['self'],
          'script-src': ['self'],
          // CodeMirror and the framework's route announcer set styles of their own.
          'style-src': ['self', 'unsafe-inline'],
          'img-src': ['self', 'data:', 'blob:'],
          'connect-src': ['self'],
          'worker-src': ['self'],
          'object-src': ['none'],
          'base-uri': ['none'],
          'form-action': ['self'],
          'frame-ancestors': ['none'],
        },
      },
    }),
    svelteTesting(),
  ],
  test: {
    name: 'web',
    environment: 'happy-dom',
    alias: { '$app/env/public': new URL('./testing/public-env.ts', import.meta.url).pathname },
    include: ['src/**/*.test.ts'],
  },
});

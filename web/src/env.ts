import { defineEnvVars } from '@sveltejs/kit/env';

const optional = (value: string | undefined) => value || undefined;

export const variables = defineEnvVars({
  PUBLIC_API_URL: {
    public: true,
    schema: (value) => (value ?? '').replace(/\/+$/, ''),
    description: 'Origin of the api; empty where it is served on the same origin as the pages.',
  },
  SENTRY_DSN: {
    public: true,
    schema: optional,
    description: 'Where errors of pages and of their server are reported; a DSN only lets send.',
  },
  SENTRY_ENVIRONMENT: {
    public: true,
    schema: (value) => value || 'production',
    description: 'What Sentry files the errors under.',
  },
  SENTRY_RELEASE: {
    public: true,
    schema: optional,
    description: 'The version that errors are filed under.',
  },
  AUTH_MODE: {
    public: true,
    schema: (value) => (value === 'local' ? 'local' : 'clerk'),
    description: 'Who signs people in; the local issuer also where no key of Clerk is set.',
  },
  PUBLIC_CLERK_PUBLISHABLE_KEY: {
    public: true,
    schema: (value) => value ?? '',
    description: 'Clerk’s publishable key, for its sign-in and sign-up components.',
  },
  API_URL: {
    schema: (value) => (value || undefined)?.replace(/\/+$/, ''),
    description:
      'Where this server itself reaches the api, for pages that it makes; without it PUBLIC_API_URL, and without either such a page asks in the browser.',
  },
  S3_PUBLIC_ENDPOINT: {
    schema: optional,
    description: 'Where browsers reach the object storage; the pages may load pictures from there.',
  },
  S3_ENDPOINT: {
    schema: optional,
    description: 'Stands in for S3_PUBLIC_ENDPOINT where that is not set.',
  },
});

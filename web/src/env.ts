import { defineEnvVars } from '@sveltejs/kit/env';

const optional = (value: string | undefined) => value || undefined;

export const variables = defineEnvVars({
  PUBLIC_API_URL: {
    public: true,
    schema: (value) => (value ?? '').replace(/\/+$/, ''),
    description: 'Origin of the api; empty where it is served on the same origin as the pages.',
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

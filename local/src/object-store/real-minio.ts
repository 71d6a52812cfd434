import type { RealStore } from './real-store.ts';

export const minio: RealStore = {
  name: 'MinIO',
  command: 'minio',
  variable: 'MINIO_BINARY',
  building: 'four minutes',
  readyPath: '/minio/health/ready',
  start: (address, data, options) => ({
    args: ['server', '--quiet', '--address', address, data],
    env: {
      MINIO_ROOT_USER: options.accessKeyId,
      MINIO_ROOT_PASSWORD: options.secretAccessKey,
      MINIO_SITE_REGION: options.region,
      MINIO_API_CORS_ALLOW_ORIGIN: options.allowedOrigins.join(','),
      MINIO_BROWSER: 'off',
    },
  }),
};

import type { RealStore } from './real-store.ts';

/** versitygw on plain files: a second S3 store, by people who hold it against AWS, not against MinIO. */
export const versitygw: RealStore = {
  name: 'versitygw',
  command: 'versitygw',
  variable: 'VERSITYGW_BINARY',
  building: 'one to four minutes',
  readyPath: '/health',
  start: (address, data, options) => ({
    args: ['--quiet', '--port', address, '--region', options.region, '--health', '/health', 'posix', data],
    env: { ROOT_ACCESS_KEY: options.accessKeyId, ROOT_SECRET_KEY: options.secretAccessKey },
  }),
};

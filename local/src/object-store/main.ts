import { createLog } from '@snaprun/core/log';
import { z } from 'zod';
import { startObjectStore } from './server.ts';

const settings = z
  .object({
    OBJECT_STORE_DIR: z.string().min(1),
    OBJECT_STORE_HOST: z.string().min(1).default('127.0.0.1'),
    OBJECT_STORE_PORT: z.coerce.number().int().min(0).max(65_535),
    OBJECT_STORE_ALLOWED_ORIGINS: z
      .string()
      .default('')
      .transform((text) =>
        text
          .split(',')
          .map((origin) => origin.trim())
          .filter((origin) => origin !== ''),
      ),
    S3_REGION: z.string().min(1),
    S3_BUCKET: z.string().min(3),
    S3_ACCESS_KEY_ID: z.string().min(3),
    S3_SECRET_ACCESS_KEY: z.string().min(8),
  })
  .safeParse(process.env);

const log = createLog({ process: 'object-store' });

if (!settings.success) {
  log.error('The object store cannot start with these settings.', {
    problems: z.prettifyError(settings.error),
  });
  process.exit(1);
}

const env = settings.data;
const store = await startObjectStore({
  directory: env.OBJECT_STORE_DIR,
  host: env.OBJECT_STORE_HOST,
  port: env.OBJECT_STORE_PORT,
  allowedOrigins: env.OBJECT_STORE_ALLOWED_ORIGINS,
  region: env.S3_REGION,
  accessKeyId: env.S3_ACCESS_KEY_ID,
  secretAccessKey: env.S3_SECRET_ACCESS_KEY,
  buckets: [env.S3_BUCKET],
  log,
});
log.info('The object store is ready.', { url: store.url });

for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, async () => {
    await store.close();
    log.info('The object store has stopped.', { signal });
    process.exit(0);
  });
}

import { readFileSync } from 'node:fs';
import { parseConfig, settings } from '@snaprun/core/config';
import { createLog } from '@snaprun/core/log';
import { z } from 'zod';
import { migrate } from './migrate.ts';

const log = createLog({ process: 'migrate' });
try {
  const { DATABASE_URL } = parseConfig(z.object(settings.database), process.env, (path) =>
    readFileSync(path, 'utf8'),
  );
  await migrate(DATABASE_URL);
  log.info('the schema is up to date');
} catch (error) {
  log.error('the schema could not be brought up to date', { error });
  process.exitCode = 1;
}

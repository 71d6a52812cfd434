import { AppError } from '@snaprun/core/errors';
import { createLog } from '@snaprun/core/log';
import { test } from 'vitest';
import { createBubblewrapDriver } from './bubblewrap/driver.ts';
import { runnerDir, testEnvironment } from './bubblewrap/test-environment.ts';
import { describeConformance } from './conformance.ts';
import { processesIn } from './processes-in.ts';

const log = createLog({}, () => undefined);
const environment = await testEnvironment();
const create = (pool: number) => createBubblewrapDriver({ ...environment, runnerDir, log, pool });

/** Why this machine cannot isolate, or null. */
async function reasonNotTo(): Promise<string | null> {
  try {
    await (await create(0)).close();
    return null;
  } catch (error) {
    if (error instanceof AppError && error.code === 'unavailable') return error.message;
    throw error;
  }
}

const reason = await reasonNotTo();
if (reason === null) describeConformance('warm bubblewrap', () => create(1), processesIn, { full: true });
else test.skip(`bubblewrap cannot run here: ${reason}`, () => undefined);

import { createLog } from '@snaprun/core/log';
import { test } from 'vitest';
import { createBubblewrapDriver } from './bubblewrap/driver.ts';
import { reasonNotToIsolate, runnerDir, testEnvironment } from './bubblewrap/test-environment.ts';
import { describeConformance } from './conformance.ts';
import { processesIn } from './processes-in.ts';

const log = createLog({}, () => undefined);
const environment = await testEnvironment();
const create = (pool: number) => createBubblewrapDriver({ ...environment, runnerDir, log, pool });

const reason = await reasonNotToIsolate(() => create(0));
if (reason === null) describeConformance('warm bubblewrap', () => create(1), processesIn, { full: true });
else test.skip(`bubblewrap cannot run here: ${reason}`, () => undefined);

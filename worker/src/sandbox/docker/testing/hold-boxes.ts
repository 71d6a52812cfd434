import { setInterval } from 'node:timers/promises';
import { createLog } from '@snaprun/core/log';
import { connect } from '../connect.ts';
import { createDockerDriver } from '../driver.ts';

// A worker that keeps two boxes ready and does nothing else, for a test that kills it: IMAGE RUNTIME WORKER.
const [image = '', runtime = '', workerId = ''] = process.argv.slice(2);
const driver = await createDockerDriver({
  daemon: await connect({ host: process.env.DOCKER_HOST }),
  ...{ image, runtime, workerId, installation: workerId, pool: 2, isProduction: false },
  log: createLog({}, () => undefined),
});
for await (const _ of setInterval(50)) {
  if (driver.poolSize?.().ready !== 2) continue;
  process.stdout.write('ready\n');
  break;
}
await Promise.race([]);

import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { parseConfig, settings } from '@snaprun/core/config';
import { createLog } from '@snaprun/core/log';
import { z } from 'zod';
import { writeAnswer } from './coder/write-answer.ts';
import { createFaults } from './faults.ts';
import { decide } from './reasoning.ts';
import { createDemoModels } from './server.ts';
import { createPictureReader } from './vision/read-picture.ts';
import { answerVision } from './vision-answer.ts';

/** Settings: where to listen, the key that callers must send, and for tests latency and planted faults. */
const Config = z.object({
  HOST: z.string().default('127.0.0.1'),
  PORT: settings.whole(0).default(0),
  DEMO_MODELS_KEY: settings.required,
  DEMO_LATENCY_MS: settings.whole(0).default(0),
  DEMO_FAULTS: z.string().optional(),
});

const log = createLog({ process: 'demo-models' });
try {
  const config = parseConfig(Config, process.env, (path) => readFileSync(path, 'utf8'));
  const faults = createFaults(config.DEMO_FAULTS);
  const reader = await createPictureReader();
  const server = createDemoModels({
    key: config.DEMO_MODELS_KEY,
    answers: {
      vision: (request, signal) => answerVision(request, reader, signal),
      reasoning: decide,
      code: writeAnswer,
    },
    faults,
    latencyMs: config.DEMO_LATENCY_MS,
    log,
  });
  server.listen(config.PORT, config.HOST);
  await once(server, 'listening');
  log.info('demo models are listening', {
    port: (server.address() as AddressInfo).port,
    ...(config.DEMO_FAULTS ? { faults: config.DEMO_FAULTS } : {}),
  });

  const stop = async (signal: string) => {
    log.info('demo models are stopping', { signal });
    // Whoever still waits for an answer asks again: nothing is lost by not waiting for them.
    server.close();
    server.closeAllConnections();
    await reader.close();
    log.info('demo models have stopped');
    process.exit(0);
  };
  process.once('SIGTERM', stop);
  process.once('SIGINT', stop);
} catch (error) {
  log.error('demo models cannot start', { error });
  process.exit(1);
}

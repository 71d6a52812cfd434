import { createBroker } from './broker.ts';
import { createLog } from './log.ts';
import { readSettings } from './settings.ts';

/** How long open connections may take to end after SIGTERM. */
const graceMs = 5_000;

const log = createLog();
try {
  const { listen, dockerSocket, image, runtime, seccomp, boxes } = readSettings(process.env);
  const server = createBroker({ dockerSocket, terms: { image, runtime, seccomp }, boxes, log });
  server.on('error', (error) => {
    log('error', 'the broker cannot listen', { error: error.message });
    process.exit(1);
  });
  server.listen(listen, () => log('info', 'the broker is listening', { ...listen, image, runtime, boxes }));
  const stop = () => {
    log('info', 'the broker is stopping');
    server.close(() => process.exit(0));
    // The streams of boxes are open for as long as these; their workers are told by the end of them.
    setTimeout(() => process.exit(0), graceMs).unref();
  };
  process.once('SIGTERM', stop);
  process.once('SIGINT', stop);
} catch (error) {
  log('error', error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
}

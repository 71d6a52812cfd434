import { AppError } from '@snaprun/core/errors';
import { help, parseArguments } from './arguments.ts';
import { findRunning } from './data-directory.ts';
import { exitCodes, runOnce } from './once.ts';
import { up } from './up.ts';

const say = (line: string) => process.stderr.write(`${line}\n`);

try {
  process.exitCode = await main();
} catch (error) {
  if (error instanceof AppError) say(error.message);
  else say(`Snaprun ran into trouble of its own: ${error instanceof Error ? error.stack : error}`);
  process.exitCode =
    error instanceof AppError && error.code === 'invalid_request'
      ? exitCodes.unusableInput
      : exitCodes.ownTrouble;
}
process.exit();

async function main(): Promise<number> {
  const options = parseArguments(process.argv.slice(2));
  if (options.help) {
    process.stdout.write(`${help}\n`);
    return exitCodes.succeeded;
  }
  const stopping = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(signal, () => stopping.abort(signal));
  }
  const boot = (withWeb: boolean) => up({ ...options, withWeb, env: process.env, say });

  if (options.once !== null) {
    const running = await findRunning(options.dataDir);
    const use = { ...options, pictures: options.once, say, signal: stopping.signal };
    if (running?.url)
      return runOnce({ ...use, system: async () => ({ url: running.url ?? '', stop: async () => {} }) });
    return runOnce({ ...use, system: () => boot(false) });
  }

  const started = Date.now();
  const system = await boot(true);
  if (!stopping.signal.aborted) {
    process.stdout.write(`Snaprun is ready at ${system.url}\n`);
    say(
      `Started in ${((Date.now() - started) / 1000).toFixed(1)} s with ${options.workers} worker${options.workers === 1 ? '' : 's'}. Ctrl-C stops it.`,
    );
    await new Promise((resolve) => stopping.signal.addEventListener('abort', resolve));
  }
  say('Stopping.');
  await system.stop();
  return exitCodes.succeeded;
}

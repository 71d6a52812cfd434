import { AppError } from '@snaprun/core/errors';
import { help, parseArguments } from './arguments.ts';
import { findRunning } from './data-directory.ts';
import { exitCodes, runOnce } from './once.ts';
import { up } from './up.ts';

const impatientAfterMs = 1000;
let stopped: { code: number; at: number } | null = null;
const say = (line: string) => process.stderr.write(`${line}\n`);

try {
  process.exitCode = await main();
} catch (error) {
  if (error instanceof AppError) say(error.message);
  else say(`Snaprun ran into trouble of its own: ${error instanceof Error ? error.stack : error}`);
  process.exitCode = codeOf(error);
}
process.exit();

function codeOf(error: unknown): number {
  if (stopped !== null) return stopped.code;
  const isInput = error instanceof AppError && error.code === 'invalid_request';
  return isInput ? exitCodes.unusableInput : exitCodes.ownTrouble;
}

async function main(): Promise<number> {
  const options = parseArguments(process.argv.slice(2));
  if (options.help) {
    process.stdout.write(`${help}\n`);
    return exitCodes.succeeded;
  }
  const stopping = new AbortController();
  for (const [signal, number] of Object.entries({ SIGHUP: 1, SIGINT: 2, SIGTERM: 15 })) {
    process.on(signal, () => {
      stopped ??= { code: 128 + number, at: Date.now() };
      // One Ctrl-C may arrive several times, through npm and from the terminal; a later one is impatience.
      if (Date.now() - stopped.at > impatientAfterMs) process.exit(stopped.code);
      stopping.abort(new AppError('conflict', 'Stopped before it was done.'));
    });
  }
  const { signal } = stopping;
  const boot = (withWeb: boolean) => up({ ...options, withWeb, env: process.env, say, signal });

  if (options.once !== null) {
    const running = await findRunning(options.dataDir);
    const use = { ...options, pictures: options.once, say, signal };
    if (running?.url)
      return runOnce({ ...use, system: async () => ({ url: running.url ?? '', stop: async () => {} }) });
    return runOnce({ ...use, system: () => boot(false) });
  }

  const started = Date.now();
  const system = await boot(true);
  if (!signal.aborted) {
    process.stdout.write(`Snaprun is ready at ${system.url}\n`);
    say(
      `Started in ${((Date.now() - started) / 1000).toFixed(1)} s with ${options.workers} worker${options.workers === 1 ? '' : 's'}. Ctrl-C stops it.`,
    );
    await new Promise((resolve) => signal.addEventListener('abort', resolve));
  }
  say('Stopping.');
  await system.stop();
  return exitCodes.succeeded;
}

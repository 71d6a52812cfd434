import { AppError } from '@snaprun/core/errors';
import { criticBench } from '../critic/bench/critic-bench.ts';
import { flushed } from '../flushed.ts';
import { help, parseArguments } from './arguments.ts';
import { evaluate } from './evaluate.ts';
import { feedback } from './feedback/feedback.ts';
import { injections } from './injections/injections.ts';
import { overhead } from './overhead/overhead.ts';

/** What `npm run eval` exits with. */
const exitCodes = { measured: 0, missed: 1, unusableInput: 2, ownTrouble: 3 } as const;
const impatientAfterMs = 1000;

const say = (line: string) => process.stderr.write(`${line}\n`);
const stopping = new AbortController();
let stoppedAt: number | null = null;
for (const [signal, number] of Object.entries({ SIGHUP: 1, SIGINT: 2, SIGTERM: 15 })) {
  process.on(signal, () => {
    stoppedAt ??= Date.now();
    // One Ctrl-C may arrive several times, from the terminal and passed on by npm; a later one is impatience.
    if (Date.now() - stoppedAt > impatientAfterMs) process.exit(128 + number);
    say('Stopping after the pictures that are under way; the same --out goes on from there.');
    stopping.abort(new AppError('conflict', 'Stopped before everything was measured.'));
  });
}

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  if (error instanceof AppError) say(error.message);
  else say(`The evaluation ran into trouble of its own: ${error instanceof Error ? error.stack : error}`);
  const isInput = error instanceof AppError && error.code === 'invalid_request';
  process.exitCode = isInput ? exitCodes.unusableInput : exitCodes.ownTrouble;
}
await Promise.all([process.stdout, process.stderr].map(flushed));
process.exit();

async function main(argv: string[]): Promise<number> {
  const surroundings = { env: process.env, say, signal: stopping.signal };
  const [first, ...rest] = argv;
  if (first === 'overhead')
    return (await overhead(rest, surroundings)) ? exitCodes.measured : exitCodes.missed;
  if (first === 'critic')
    return (await criticBench(rest, surroundings)) ? exitCodes.measured : exitCodes.missed;
  if (first === 'injections')
    return (await injections(rest, surroundings)) ? exitCodes.measured : exitCodes.missed;
  if (first === 'feedback') {
    await feedback(rest, surroundings);
    return exitCodes.measured;
  }
  const options = parseArguments(argv, process.env, new Date());
  if (options.help) process.stdout.write(`${help}\n`);
  else await evaluate(options, surroundings);
  return exitCodes.measured;
}

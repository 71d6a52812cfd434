import { AppError } from '@snaprun/core/errors';
import { newId } from '@snaprun/core/ids';
import { flushed } from '../../flushed.ts';
import { abuseTable, runAbuse } from './abuse.ts';
import { type Command, type DriverChoice, help, parseArguments } from './arguments.ts';
import { benchTable, runBench } from './bench.ts';
import { imageOf } from './docker-environment.ts';
import { describeDiagnosis, diagnose } from './doctor.ts';
import { leftCgroups } from './left-cgroups.ts';
import { leftContainers } from './left-containers.ts';
import { type Machine, openDriver } from './open-driver.ts';
import { probesOf } from './probes.ts';
import { buildPython } from './python-environment.ts';
import { quietLog } from './quiet-log.ts';
import { readPicture, readProgram } from './read-input.ts';
import { runProgram } from './run-program.ts';
import { describeSoak, runSoak } from './soak.ts';
import { nameOf, waysHere } from './ways.ts';

/** What `npm run sandbox` exits with; `doctor`, `abuse` and `soak` also with 1, when something is not as it should be. */
const exitCodes = { worked: 0, notAsExpected: 1, unusableInput: 2, ownTrouble: 3 } as const;
const inputTroubles = new Set([
  'invalid_request',
  'payload_too_large',
  'unprocessable',
  'unsupported_media_type',
]);
const impatientAfterMs = 1000;

const say = (line: string) => process.stderr.write(`${line}\n`);
// Whoever reads may stop reading (`| head`); the run goes on and is taken down as ever.
for (const stream of [process.stdout, process.stderr])
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
  });

const stopping = new AbortController();
let stoppedAt: number | null = null;
for (const [signal, number] of Object.entries({ SIGHUP: 1, SIGINT: 2, SIGTERM: 15 })) {
  process.on(signal, () => {
    stoppedAt ??= Date.now();
    // One Ctrl-C may arrive several times, from the terminal and passed on by npm; a later one is impatience.
    if (Date.now() - stoppedAt > impatientAfterMs) process.exit(128 + number);
    stopping.abort();
  });
}

try {
  process.exitCode = await main(parseArguments(process.argv.slice(2), process.env));
} catch (error) {
  if (error instanceof AppError) say(error.message);
  else say(`The sandbox ran into trouble of its own: ${error instanceof Error ? error.stack : error}`);
  const isInput = error instanceof AppError && inputTroubles.has(error.code);
  process.exitCode = isInput ? exitCodes.unusableInput : exitCodes.ownTrouble;
}
await Promise.all([process.stdout, process.stderr].map(flushed));
process.exit();

async function main(command: Command): Promise<number> {
  const { signal } = stopping;
  const { env } = process;
  const workerId = newId('worker');
  const python = { env, dataDir: command.dataDir, say, signal };
  const machine: Machine = { env, python: () => buildPython(python), workerId, log: quietLog(say) };
  const open = (choice: DriverChoice, pool: number) => openDriver(choice, pool, machine);
  const containers = leftContainers(env, workerId);
  const others = async () => [...leftCgroups(), ...(await containers())];
  const print = (document: unknown, text: string) =>
    process.stdout.write(`${command.json ? JSON.stringify(document, null, 2) : text}\n`);

  switch (command.name) {
    case 'help':
      process.stdout.write(`${help}\n`);
      return exitCodes.worked;
    case 'run': {
      const code = await readProgram(command.file, process.stdin, signal);
      const inputPng = command.image === null ? null : await readPicture(command.image);
      await runProgram({
        job: { code, inputPng, limits: { wallMs: command.wallMs } },
        open: () => open(command.choice, 0),
        others,
        outDir: command.outDir,
        json: command.json,
        console: process,
        signal,
      });
      return exitCodes.worked;
    }
    case 'doctor': {
      const diagnosis = await diagnose(probesOf(machine, python));
      print(diagnosis, describeDiagnosis(diagnosis));
      return diagnosis.works ? exitCodes.worked : exitCodes.notAsExpected;
    }
    case 'abuse': {
      const { ways, missing } = await waysHere(command.choice, open);
      for (const { way, why } of missing) say(`${nameOf(way)} is left out: ${why}`);
      const rows = await runAbuse({
        ways,
        only: command.only,
        open: (way) => open(way, 0),
        others,
        say,
        signal,
      });
      print({ rows, missing }, abuseTable(rows));
      const isFine = rows.every(({ unexpected, leftovers }) => unexpected === null && leftovers.length === 0);
      return isFine && !signal.aborted ? exitCodes.worked : exitCodes.notAsExpected;
    }
    case 'bench': {
      const { ways, missing } = await waysHere(command.choice, open);
      for (const { way, why } of missing) say(`${nameOf(way)} is left out: ${why}`);
      const rows = await runBench({ ways, runs: command.runs, image: imageOf(env), open, say, signal });
      print({ rows, missing }, benchTable(rows));
      return signal.aborted ? exitCodes.notAsExpected : exitCodes.worked;
    }
    case 'soak': {
      const { choice, jobs, pool } = command;
      const report = await runSoak({ jobs, pool, open: () => open(choice, pool), others, say, signal });
      print(report, describeSoak(report));
      return report.wrong.length === 0 && report.leftovers.length === 0 && !signal.aborted
        ? exitCodes.worked
        : exitCodes.notAsExpected;
    }
  }
}

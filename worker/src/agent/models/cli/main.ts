import { readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { modelEndpoints, parseConfig, settings } from '@snaprun/core/config';
import { AppError } from '@snaprun/core/errors';
import { z } from 'zod';
import { flushed } from '../../../flushed.ts';
import { decodePicture } from '../../../image/decode-picture.ts';
import { preparePicture } from '../../../image/prepare-picture.ts';
import { patience } from '../../budgets.ts';
import { type Command, help, parseArguments } from './arguments.ts';
import { describeReports } from './describe.ts';
import { sampleOf } from './sample-requests.ts';
import { testEndpoint } from './test-endpoint.ts';

/** What `npm run models:test` exits with. */
const exitCodes = { allWork: 0, notAllWork: 1, unusableInput: 2, ownTrouble: 3 } as const;

const stopping = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => stopping.abort());

try {
  process.exitCode = await main(parseArguments(process.argv.slice(2), process.env.MODELS_TEST_PICTURE));
} catch (error) {
  const words = error instanceof Error ? error.message : String(error);
  process.stderr.write(`${stopping.signal.aborted ? 'Stopped before it was done.' : words}\n`);
  const isInput = error instanceof AppError && error.code === 'invalid_request';
  process.exitCode = isInput ? exitCodes.unusableInput : exitCodes.ownTrouble;
}
await Promise.all([process.stdout, process.stderr].map(flushed));
process.exit();

async function main(command: Command): Promise<number> {
  if (command.name === 'help') {
    process.stdout.write(`${help}\n`);
    return exitCodes.allWork;
  }
  const endpoints = modelEndpoints(
    parseConfig(z.object(settings.models), process.env, (path) => readFileSync(path, 'utf8')),
  );
  const picture = command.roles.includes('vision') ? await readPicture(command.image) : new Uint8Array();
  const { signal } = stopping;
  const tests = command.roles.flatMap((role) => {
    const { baseUrls, apiKey, model } = endpoints[role];
    const asked = { ...patience[role], firstByteMs: command.timeoutMs, totalMs: command.timeoutMs };
    const sample = sampleOf(role, picture);
    return baseUrls.map((baseUrl, i) => ({
      ...{ role, replica: i + 1, baseUrl, apiKey, model, sample, patience: asked, signal },
    }));
  });
  process.stderr.write(`Asking ${tests.length} endpoint${tests.length === 1 ? '' : 's'} …\n`);
  const reports = await Promise.all(tests.map(testEndpoint));
  process.stdout.write(
    `${command.json ? JSON.stringify({ endpoints: reports }, null, 2) : describeReports(reports)}\n`,
  );
  return reports.every(({ works }) => works) ? exitCodes.allWork : exitCodes.notAllWork;
}

/** The picture as the vision role sees it in a job. */
async function readPicture(file: string | null): Promise<Uint8Array> {
  if (file === null) throw new AppError('invalid_request', 'Say which picture to show with --image.');
  const bytes = await readFile(file).catch((cause) => {
    throw new AppError('invalid_request', `${basename(file)} cannot be read: ${cause.message}`, { cause });
  });
  const decoded = await decodePicture(bytes);
  if (!decoded.ok)
    throw new AppError('invalid_request', `${basename(file)} cannot be used: ${decoded.reason}`);
  return (await preparePicture(decoded)).vision.png;
}

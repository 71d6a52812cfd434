import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { AppError } from '@snaprun/core/errors';
import type { Arguments } from './arguments.ts';
import { drawPicture, planPicture } from './pictures/draw-picture.ts';
import { startPen } from './pictures/pen.ts';
import { generatorVersion, listPictures, type PictureOrder } from './pictures/picture-list.ts';
import { compareRuns } from './report/compare-runs.ts';
import { htmlPage } from './report/html-page.ts';
import { scoreAll } from './report/rows.ts';
import { calibrationsOf, RunResults } from './report/summary.ts';
import { textReport } from './report/text-report.ts';
import { openApi } from './run/api.ts';
import { openOutputFolder } from './run/output-folder.ts';
import { currentRevision } from './run/revision.ts';
import { runPicture } from './run/run-picture.ts';
import { pictureName, runPictures } from './run/run-pictures.ts';
import { startSystem } from './run/system.ts';

export interface Surroundings {
  env: NodeJS.ProcessEnv;
  say: (line: string) => void;
  signal: AbortSignal;
}

/**
 * Draws, runs, scores and reports; leaves `results.json` and `index.html` in the output folder and returns the results.
 *
 * Stopped by the signal, it reports what there is and throws the signal's reason.
 */
export async function evaluate(options: Arguments, { env, say, signal }: Surroundings): Promise<RunResults> {
  const { set, seed, kinds, limit } = options;
  const startedAt = new Date();
  const before = options.compare === null ? null : await readResults(options.compare);
  if (before && (before.set !== set || before.seed !== seed || before.generatorVersion !== generatorVersion))
    throw new AppError(
      'invalid_request',
      `${options.compare} measured other pictures (set ${before.set}, seed ${before.seed}, generator ${before.generatorVersion}); the two cannot be compared.`,
    );
  const orders = listPictures(set, seed, kinds, limit);
  const models = modelsOf(env);
  const folder = await openOutputFolder(options.outDir, { set, seed, models, generatorVersion });
  const truths = Object.fromEntries(orders.map((order) => [order.id, planPicture(order).truth]));
  await folder.write('truth.json', `${JSON.stringify(truths)}\n`);
  const revision = await currentRevision();
  const system = await startSystem(env, options.dataDir, say);
  const pen = startPen(system.python);
  try {
    const draw = (order: PictureOrder) => drawPicture(order, pen);
    if (options.drawOnly) {
      for (const order of orders) await folder.write(pictureName(order), (await draw(order)).bytes);
      say(`${orders.length} pictures are in ${join(folder.path, 'pictures')}.`);
    }
    const api = openApi(system.url);
    const run = (picture: Parameters<typeof runPicture>[1]) => runPicture(api, picture, revision);
    const { concurrency } = options;
    const cases = options.drawOnly
      ? new Map()
      : await runPictures({ orders, folder, concurrency, draw, run, say, signal });
    const scored = scoreAll(orders, cases);
    const results: RunResults = {
      set,
      seed,
      models,
      generatorVersion,
      revisions: [...new Set(scored.map(({ facts }) => facts.revision))],
      startedAt: startedAt.toISOString(),
      seconds: (Date.now() - startedAt.getTime()) / 1000,
      rows: scored.map(({ row }) => row),
    };
    if (options.drawOnly) return results;
    const calibrations = calibrationsOf(scored.map(({ scores }) => scores));
    const comparison = before && compareRuns(before.rows, results.rows);
    const document = { ...results, calibrations, comparison };
    await folder.write('results.json', `${JSON.stringify(document, null, 1)}\n`);
    const report = textReport(results, calibrations, comparison);
    await folder.write('index.html', await htmlPage(report, scored, folder));
    process.stdout.write(options.json ? `${JSON.stringify(document)}\n` : `${report}\n`);
    say(`Picture by picture: ${join(folder.path, 'index.html')}`);
    signal.throwIfAborted();
    return results;
  } finally {
    await pen.close();
    await system.stop();
  }
}

async function readResults(path: string): Promise<RunResults> {
  try {
    return RunResults.parse(JSON.parse(await readFile(path, 'utf8')));
  } catch (cause) {
    throw new AppError('invalid_request', `${path} is not the results.json of a run.`, { cause });
  }
}

/** Which models are measured: those that people set, else the demo models. */
function modelsOf(env: NodeJS.ProcessEnv): string {
  const roles = ['VISION', 'REASONING', 'CODE'] as const;
  const set = roles.filter((role) => env[`${role}_BASE_URL`]);
  if (set.length === 0) return 'demo models';
  return roles
    .map((role) => (env[`${role}_BASE_URL`] ? (env[`${role}_MODEL`] ?? 'unnamed') : 'demo'))
    .join(' + ');
}

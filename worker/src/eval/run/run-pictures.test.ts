import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { emptyReceipt } from '@snaprun/core/receipt';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type Picture, planPicture } from '../pictures/draw-picture.ts';
import { listPictures } from '../pictures/picture-list.ts';
import type { Case } from './case.ts';
import { type OutputFolder, openOutputFolder } from './output-folder.ts';
import { runPictures } from './run-pictures.ts';

const settings = { set: 'dev', seed: 1, models: 'demo models', generatorVersion: 1 };
const orders = listPictures('dev', 1, ['bar', 'pie'], 6);
let path: string;
let folder: OutputFolder;

beforeEach(async () => {
  path = await mkdtemp(join(tmpdir(), 'snaprun-eval-'));
  folder = await openOutputFolder(path, settings);
});
afterEach(() => rm(path, { recursive: true, force: true }));

const drawn = async (order: Picture['order']): Promise<Picture> => ({
  order,
  ...planPicture(order),
  bytes: new Uint8Array([1]),
  mediaType: 'image/png',
});

function factsOf(id: string): Case {
  const nothing = { outcome: null, error: null, read: null, attempts: [], chosen: null, fidelity: null };
  return { id, sha256: '', revision: 'r', status: 'succeeded', ...nothing, receipt: emptyReceipt, wallMs: 1 };
}

/** Its first calls wait until `together` of them are under way; it breaks at the call after `breaksAt`. */
function runner({ breaksAt = Number.POSITIVE_INFINITY, together = 1 } = {}) {
  const meet = Promise.withResolvers<void>();
  const ran: string[] = [];
  let [active, mostActive] = [0, 0];
  const run = async ({ order }: Picture) => {
    if (ran.length >= breaksAt) throw new Error('The power went.');
    ran.push(order.id);
    active += 1;
    mostActive = Math.max(mostActive, active);
    if (active === together) meet.resolve();
    await meet.promise;
    active -= 1;
    return { facts: factsOf(order.id), figure: new Uint8Array([2]) };
  };
  return { run, ran, mostActive: () => mostActive };
}

const rest = { draw: drawn, say: () => undefined, signal: new AbortController().signal };

test('every picture is run once, so many at a time, and kept', async () => {
  const { run, ran, mostActive } = runner({ together: 2 });
  const cases = await runPictures({ orders, folder, concurrency: 2, run, ...rest });
  expect(ran.toSorted()).toEqual(orders.map(({ id }) => id).toSorted());
  expect(mostActive()).toBe(2);
  expect(cases.size).toBe(6);
  expect((await readdir(join(path, 'figures'))).length).toBe(6);
});

test('after a break only the rest is run', async () => {
  const first = runner({ breaksAt: 4 });
  await expect(runPictures({ orders, folder, concurrency: 1, run: first.run, ...rest })).rejects.toThrow(
    'The power went.',
  );
  const second = runner();
  const cases = await runPictures({ orders, folder, concurrency: 1, run: second.run, ...rest });
  expect(second.ran).toEqual(orders.slice(4).map(({ id }) => id));
  expect(cases.size).toBe(6);
});

test('when the signal fires, what is under way is finished and kept', async () => {
  const stopping = new AbortController();
  const { run, ran } = runner();
  const stopsSoon = async (picture: Picture) => {
    stopping.abort(new Error('Stopped.'));
    return run(picture);
  };
  const { signal } = stopping;
  const cases = await runPictures({ orders, folder, concurrency: 1, run: stopsSoon, ...rest, signal });
  expect(ran).toHaveLength(1);
  expect(cases.size).toBe(1);
  expect((await readdir(join(path, 'cases'))).length).toBe(1);
});

test('a folder of other settings is refused', async () => {
  await expect(openOutputFolder(path, { ...settings, seed: 2 })).rejects.toThrow(
    'Choose another folder with --out.',
  );
  await expect(openOutputFolder(path, { ...settings, generatorVersion: 2 })).rejects.toThrow('generator 1');
  await expect(openOutputFolder(path, settings)).resolves.toBeDefined();
});

import { createHash } from 'node:crypto';
import { emptyReceipt } from '@snaprun/core/receipt';
import { Spec } from '@snaprun/core/spec';
import sharp from 'sharp';
import { z } from 'zod';
import { parseCsv } from '../../judge/parse-csv.ts';
import type { Picture } from '../pictures/draw-picture.ts';
import type { Api, Results } from './api.ts';
import type { Case } from './case.ts';

/** Longer than any honest job of ours; a slow model server needs most of it. */
const jobMs = 10 * 60_000;

/** Runs one picture through the system; what goes wrong with it is a fact like any other. `figure` is what was drawn. */
export async function runPicture(
  api: Api,
  picture: Picture,
  revision: string,
): Promise<{ facts: Case; figure: Uint8Array | null }> {
  const began = Date.now();
  const facts: Case = {
    id: picture.order.id,
    sha256: createHash('sha256').update(picture.bytes).digest('hex'),
    revision,
    status: 'failed',
    outcome: null,
    error: null,
    read: null,
    attempts: [],
    chosen: null,
    fidelity: null,
    receipt: emptyReceipt,
    wallMs: 0,
  };
  const name = `${picture.order.id}.${picture.mediaType === 'image/png' ? 'png' : 'jpg'}`;
  const fileId = await api.upload({ name, mediaType: picture.mediaType, bytes: picture.bytes });
  const jobId = await api.startJob(fileId, name);
  if (!(await api.waitForEnd(jobId, jobMs))) {
    await api.cancel(jobId);
    facts.error = `The job did not end within ${jobMs / 60_000} minutes.`;
  }
  facts.wallMs = Date.now() - began;
  const results = await api.results(jobId);
  const { job, fidelity } = results;
  facts.read = facts.error === null ? readingOf(await api.events(jobId)) : null;
  const attempts = await Promise.all(results.attempts.map((attempt) => attemptFacts(api, results, attempt)));
  const last = results.attempts.findIndex(({ id }) => id === results.attemptId);
  return {
    facts: {
      ...facts,
      status: job.status,
      outcome: job.outcome,
      error: facts.error ?? job.error?.message ?? null,
      attempts: attempts.map(({ figure: _figure, id: _id, ...rest }) => rest),
      chosen: last === -1 ? null : last,
      fidelity,
      receipt: job.receipt,
    },
    figure: attempts[last]?.figure ?? null,
  };
}

function readingOf(events: readonly { type: string; data: unknown }[]): Spec | null {
  const last = events.findLast(({ type }) => type === 'image.read');
  return last === undefined ? null : z.object({ spec: Spec }).parse(last.data).spec;
}

/** One attempt with what it left. */
export async function attemptFacts(api: Api, { artifacts }: Results, attempt: Results['attempts'][number]) {
  const own = artifacts.filter(({ attemptId }) => attemptId === attempt.id);
  const csv = own.find(({ name }) => name === 'data.csv');
  const png = own.find(({ name }) => name === 'figure.png') ?? own.find(({ name }) => name.endsWith('.png'));
  const figure = png ? await api.download(png.url) : null;
  return {
    id: attempt.id,
    origin: attempt.origin,
    blocked: attempt.critic.blocked,
    status: attempt.execution?.status ?? null,
    exitCode: attempt.execution?.exitCode ?? null,
    showsFigure: figure !== null && (await hasTwoColors(figure)),
    data: csv ? parseCsv(new TextDecoder().decode(await api.download(csv.url))) : null,
    figure,
  };
}

async function hasTwoColors(png: Uint8Array): Promise<boolean> {
  const { channels } = await sharp(png).removeAlpha().stats();
  return channels.some(({ min, max }) => max > min);
}

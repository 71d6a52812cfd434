import { createHash, randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { crc32 } from 'node:zlib';
import { AppError } from '@snaprun/core/errors';
import { ApiClient } from '../../../local/src/api-client.ts';
import { type Check, ok, weaker, wrong } from '../doctor/check.ts';

const sample = new URL('../../../local/samples/bar-chart.png', import.meta.url);
const patienceMs = 10 * 60_000;
/** Events of a job come within moments; a proxy that holds a stream back brings them all at its end. */
const unbufferedMs = 5_000;

/** One picture from the upload to the result, as a program would, and everything removed again. */
export async function jobChecks(url: URL, token: string): Promise<Check[]> {
  const api = ApiClient.withToken(url.origin, token);
  const signal = AbortSignal.timeout(patienceMs);
  const startedAt = performance.now();
  const seconds = () => ((performance.now() - startedAt) / 1000).toFixed(1);
  let jobId: string | null = null;
  let doing = 'the upload';
  try {
    const bytes = unlikeEveryOther(await readFile(sample));
    const sha256 = createHash('sha256').update(bytes).digest('hex');
    const fileId = await api.upload({ name: 'verify.png', mediaType: 'image/png', bytes, sha256 }, signal);
    doing = 'the start of the job';
    const job = await api.createJob({ fileId, instruction: null, name: 'Verification' }, signal);
    jobId = job.id;
    doing = 'the job';
    const askedAt = performance.now();
    let firstMs: number | null = null;
    for await (const _event of api.events(jobId, signal)) firstMs ??= performance.now() - askedAt;
    const endedAt = seconds();
    doing = 'the results';
    const results = await api.results(jobId, signal);
    for (const { url: link } of results.artifacts) await api.download(link, signal);
    const { status, outcome } = results.job;
    return [
      ok('upload', 'the store took the picture by a signed link'),
      firstMs !== null && firstMs < unbufferedMs
        ? ok('events', `the first came after ${Math.round(firstMs)} ms`)
        : weaker(
            'events',
            'come late, so something holds the stream back',
            'no buffering for text/event-stream',
          ),
      status === 'succeeded'
        ? ok('job', `${outcome} after ${endedAt} s, ${results.artifacts.length} files fetched`)
        : wrong('job', `ended as ${status}: ${outcome}`, `look into the worker's log for ${jobId}`),
    ];
  } catch (error) {
    const said = error instanceof AppError ? error.message : `no end within ${patienceMs / 60_000} min`;
    return [wrong('job', `${doing} failed: ${said}`, 'npm run doctor and the worker’s log say more')];
  } finally {
    if (jobId !== null) await api.deleteJob(jobId);
  }
}

/** The same picture to look at; with other bytes, so that it is uploaded and not found to be there already. */
function unlikeEveryOther(png: Uint8Array): Uint8Array {
  const text = Buffer.from(`tEXtComment\0${randomUUID()}`);
  const chunk = Buffer.alloc(text.length + 8);
  chunk.writeUInt32BE(text.length - 4);
  text.copy(chunk, 4);
  chunk.writeUInt32BE(crc32(text), text.length + 4);
  // Behind the signature (8 bytes) and the header (25), where a comment may stand.
  return Buffer.concat([png.subarray(0, 33), chunk, png.subarray(33)]);
}

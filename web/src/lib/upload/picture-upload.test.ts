import { describe, expect, test } from 'vitest';
import { ApiError } from '../api.ts';
import { PictureUpload, type UploadEdges } from './picture-upload.svelte.ts';
import { UploadFailed } from './put-file.ts';
import { UploadQueue } from './upload-queue.svelte.ts';

const picture = (body = 'a', name = 'chart.png') => {
  const bytes = Array.from(`\x89PNG\r\n\x1a\n${body}`, (c) => c.charCodeAt(0));
  return new File([new Uint8Array(bytes)], name);
};

const offline = () => new ApiError(0, 'unreachable', 'The server cannot be reached.');

/** Edges that note what is asked of them; `failures` are thrown by the transfers in turn, null lets one pass. */
function scripted(failures: (Error | null)[] = [], known = false) {
  const log = { links: 0, keys: [] as string[], pauses: [] as number[] };
  const edges: Partial<UploadEdges> = {
    createFile: async () => {
      log.links += 1;
      const upload = known ? null : { url: `http://store.test/${log.links}`, headers: {} };
      return { file: { id: 'fil_1' }, upload } as Awaited<ReturnType<UploadEdges['createFile']>>;
    },
    putFile: async (_, __, onProgress) => {
      onProgress(0.5);
      const failure = failures.shift();
      if (failure) throw failure;
    },
    createJob: async (_, key) => {
      log.keys.push(key);
      return { id: 'job_1' } as Awaited<ReturnType<UploadEdges['createJob']>>;
    },
    inWorker: (async (name: string, { file }: { file: File }) =>
      name === 'digest' ? await file.text() : file) as UploadEdges['inWorker'],
    pause: async (ms) => void log.pauses.push(ms),
  };
  return { edges, log };
}

async function checked(edges: Partial<UploadEdges>): Promise<PictureUpload> {
  const upload = new PictureUpload(picture(), edges);
  await upload.check();
  return upload;
}

describe('PictureUpload', () => {
  test('sends a picture and has a job made of it', async () => {
    const { edges, log } = scripted();
    const upload = await checked(edges);
    expect(upload.phase).toBe('ready');
    await upload.submit('as a line chart');
    expect(upload).toMatchObject({ phase: 'started', jobId: 'job_1', progress: 1, known: false });
    expect(log).toMatchObject({ links: 1, pauses: [] });
  });

  test('waits a lost network out, with growing pauses and a fresh link each time', async () => {
    const { edges, log } = scripted([new UploadFailed(0), offline(), null]);
    const upload = await checked(edges);
    await upload.submit('');
    expect(upload.phase).toBe('started');
    expect(log).toMatchObject({ links: 3, pauses: [1000, 2000] });
  });

  test('asks a person when the storage refuses again and again, and then tries anew', async () => {
    const refusal = () => new UploadFailed(403);
    const { edges, log } = scripted([refusal(), refusal(), refusal(), null]);
    const upload = await checked(edges);
    await upload.submit('');
    expect(upload).toMatchObject({ phase: 'failed', problem: { code: 'storage_refused' } });
    await upload.submit('');
    expect(upload).toMatchObject({ phase: 'started', problem: null });
    expect(log.links).toBe(4);
  });

  test('what the api refuses for good is said at once', async () => {
    const { edges, log } = scripted();
    const refusal = new ApiError(409, 'quota_exceeded', 'Three jobs are at work.');
    const upload = await checked({ ...edges, createJob: () => Promise.reject(refusal) });
    await upload.submit('');
    expect(upload).toMatchObject({ phase: 'failed', problem: { said: refusal } });
    expect(log.pauses).toEqual([]);
  });

  test('pausing stops the transfer, and submitting goes on with a fresh link', async () => {
    const { edges, log } = scripted();
    let begun = () => {};
    const moving = new Promise<void>((resolve) => (begun = resolve));
    const putFile: UploadEdges['putFile'] = (_, __, ___, signal) => {
      begun();
      return new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)));
    };
    const upload = await checked({
      ...edges,
      putFile: (...all) => (log.links > 1 ? Promise.resolve() : putFile(...all)),
    });
    const sending = upload.submit('');
    await moving;
    upload.pause();
    await sending;
    expect(upload).toMatchObject({ phase: 'paused', problem: null });
    await upload.submit('');
    expect(upload.phase).toBe('started');
    expect(log.links).toBe(2);
  });

  test('the same wish again uses the same key, another wish another one', async () => {
    const { edges, log } = scripted([], true);
    const lost = {
      ...edges,
      createJob: (async (_, key) => {
        log.keys.push(key);
        if (log.keys.length < 4) throw new ApiError(log.keys.length === 1 ? 503 : 500, 'x', 'Later.');
        return { id: 'job_1' };
      }) as UploadEdges['createJob'],
    };
    const upload = await checked(lost);
    await upload.submit('one');
    expect(upload).toMatchObject({ phase: 'failed', known: true });
    await upload.submit('two');
    await upload.submit('two');
    const [a, b, c, d] = log.keys;
    expect([a === b, b === c, c === d]).toEqual([true, false, true]);
  });
});

describe('UploadQueue', () => {
  test('refuses what is no picture and what is in the list already, and sends the others', async () => {
    const { edges } = scripted();
    const queue = new UploadQueue(edges);
    await queue.add([picture('a'), picture('b'), new File(['%PDF-1.7'], 'x.pdf'), picture('a', 'again.png')]);
    expect(queue.items.map(({ phase }) => phase)).toEqual(['ready', 'ready', 'refused', 'refused']);
    expect(queue.items[3]?.problem).toEqual({ code: 'duplicate' });
    await queue.submit('');
    expect(queue.started).toHaveLength(2);
  });

  test('a picture that was removed is not sent', async () => {
    const { edges, log } = scripted();
    const queue = new UploadQueue(edges);
    await queue.add([picture('a'), picture('b'), picture('c')]);
    const sending = queue.submit('');
    const last = queue.items[2];
    if (last) queue.remove(last);
    await sending;
    expect([queue.started.length, log.links]).toEqual([2, 2]);
  });
});

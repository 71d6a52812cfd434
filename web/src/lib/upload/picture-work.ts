import type { PictureWork, WorkAnswer, WorkName, WorkRequest } from './picture-worker.ts';

type Input<N extends WorkName> = Parameters<PictureWork[N]>[0];
type Output<N extends WorkName> = Awaited<ReturnType<PictureWork[N]>>;

interface Waiting {
  resolve: (value: never) => void;
  reject: (error: Error) => void;
}

let worker: Worker | null = null;
let last = 0;
const waiting = new Map<number, Waiting>();
/** One at a time: a picture of 40 megapixels has 160 MB while it is open. */
let turn: Promise<unknown> = Promise.resolve();

/** Has the worker do it; rejects where it cannot, such as a picture that does not decode. */
export function inWorker<N extends WorkName>(name: N, input: Input<N>): Promise<Output<N>> {
  const answer = turn.then(() => ask(name, input));
  turn = answer.catch(() => undefined);
  return answer;
}

function ask<N extends WorkName>(name: N, input: Input<N>): Promise<Output<N>> {
  worker ??= start();
  last += 1;
  const request: WorkRequest = { id: last, name, input };
  return new Promise((resolve, reject) => {
    waiting.set(request.id, { resolve, reject });
    worker?.postMessage(request);
  });
}

function start(): Worker {
  const started = new Worker(new URL('./picture-worker.ts', import.meta.url), { type: 'module' });
  started.addEventListener('message', ({ data }: MessageEvent<WorkAnswer>) => {
    const asked = waiting.get(data.id);
    waiting.delete(data.id);
    if ('failed' in data) asked?.reject(new Error(data.failed));
    else asked?.resolve(data.value as never);
  });
  started.addEventListener('error', () => {
    // It did not start or broke: whoever waits is told, and the next request starts another one.
    for (const { reject } of waiting.values()) reject(new Error('The worker ended.'));
    waiting.clear();
    started.terminate();
    worker = null;
  });
  return started;
}

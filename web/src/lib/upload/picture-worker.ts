import { cropPicture, digestOf, previewPicture } from './picture-pixels.ts';

const work = { digest: digestOf, preview: previewPicture, crop: cropPicture };

export type PictureWork = typeof work;
export type WorkName = keyof PictureWork;
export interface WorkRequest {
  id: number;
  name: WorkName;
  input: Parameters<PictureWork[WorkName]>[0];
}
export type WorkAnswer = { id: number } & ({ value: unknown } | { failed: string });

/** Hashing, shrinking and cropping, away from the thread that draws the page. */
addEventListener('message', ({ data }: MessageEvent<WorkRequest>) => {
  const { id, name, input } = data;
  const run = work[name] as (input: WorkRequest['input']) => Promise<unknown>;
  run(input).then(
    (value) => postMessage({ id, value } satisfies WorkAnswer),
    (error) => postMessage({ id, failed: String(error) } satisfies WorkAnswer),
  );
});

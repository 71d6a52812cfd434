import { createFile, createJob } from '../api.ts';
import { isPassing } from '../is-passing.ts';
import { pauseUntilOnline } from '../pause.ts';
import { checkPicture, type PictureProblem } from './picture-check.ts';
import type { Part, Turns } from './picture-pixels.ts';
import { inWorker } from './picture-work.ts';
import { putFile, UploadFailed } from './put-file.ts';

export type UploadPhase =
  | 'checking'
  | 'refused'
  | 'ready'
  | 'uploading'
  /** Stopped by the person. */
  | 'paused'
  /** The network or the server is away; it goes on by itself. */
  | 'waiting'
  | 'starting'
  | 'failed'
  | 'started';

/** Why a picture cannot go on: for the words catalogue, or a sentence that the api said. */
export type UploadProblem = PictureProblem | { code: 'duplicate' | 'storage_refused' } | { said: unknown };

export interface UploadEdges {
  createFile: typeof createFile;
  createJob: typeof createJob;
  putFile: typeof putFile;
  inWorker: typeof inWorker;
  pause: (ms: number, signal: AbortSignal) => Promise<void>;
}

const previewSide = 1200;
const firstPauseMs = 1000;
const longestPauseMs = 15_000;
/** A link that the storage refuses is made anew so often before a person is asked. */
const mostRefusals = 2;

/**
 * One picture on its way to becoming a job.
 *
 * Nothing is sent before `submit`. A lost network is waited out, and every new try takes a fresh link; what is refused
 * for good stays with its problem and can be tried again.
 */
export class PictureUpload {
  readonly id = crypto.randomUUID();
  /** As it was chosen, before cropping. */
  readonly original: File;
  file = $state.raw<File>() as File;
  phase = $state<UploadPhase>('checking');
  problem = $state.raw<UploadProblem | null>(null);
  /** The share that has been sent, 0..1. */
  progress = $state(0);
  previewUrl = $state<string | null>(null);
  /** Pixels as shown, null where the header does not say. */
  size = $state.raw<{ width: number; height: number } | null>(null);
  /** As `size`, of the picture as it was chosen. */
  originalSize: { width: number; height: number } | null = null;
  /** True when the storage had it already and nothing was sent. */
  known = $state(false);
  jobId = $state<string | null>(null);
  digest: string | null = null;
  turns: Turns = 0;

  #mediaType = '';
  #abort = new AbortController();
  #disposed = false;
  #request = { wish: '', fileId: '', key: '' };
  readonly #edges: UploadEdges;

  constructor(file: File, edges: Partial<UploadEdges> = {}) {
    this.original = file;
    this.file = file;
    this.#edges = { createFile, createJob, putFile, inWorker, pause: pauseUntilOnline, ...edges };
  }

  get busy(): boolean {
    return ['uploading', 'waiting', 'starting'].includes(this.phase);
  }

  get mediaType(): string {
    return this.#mediaType;
  }

  /** Looks at the picture before a byte of it is sent, and shows it. */
  async check(): Promise<void> {
    this.phase = 'checking';
    const verdict = await checkPicture(this.file);
    if ('problem' in verdict) return this.refuse(verdict.problem);
    this.#mediaType = verdict.mediaType;
    this.size = verdict.size;
    if (this.file === this.original) this.originalSize = verdict.size;
    const { file } = this;
    const [digest, preview] = await Promise.all([
      this.#edges.inWorker('digest', { file }),
      // A browser that cannot shrink it shows the picture itself.
      this.#edges.inWorker('preview', { file, turns: 0, longestSide: previewSide }).catch(() => file),
    ]);
    if (this.#disposed || file !== this.file) return;
    this.digest = digest;
    this.#show(preview);
    this.phase = 'ready';
  }

  refuse(problem: UploadProblem): void {
    this.problem = problem;
    this.phase = 'refused';
  }

  /** Takes the part of the turned original in the picture's place. */
  async crop(turns: Turns, part: Part): Promise<void> {
    const { original } = this;
    const mediaType = this.#mediaType;
    const bytes = await this.#edges.inWorker('crop', { file: original, turns, part, mediaType });
    this.turns = turns;
    this.file = new File([bytes], original.name, { type: mediaType });
    await this.check();
  }

  async restore(): Promise<void> {
    this.turns = 0;
    this.file = this.original;
    await this.check();
  }

  /** Uploads the picture and asks for the job; resolves when that is done, refused, paused or given up. */
  async submit(instruction: string): Promise<void> {
    if (this.busy || this.phase === 'started') return;
    this.#abort = new AbortController();
    const { signal } = this.#abort;
    this.problem = null;
    for (let tries = 0, refusals = 0; ; tries += 1) {
      try {
        this.jobId = await this.#send(instruction.trim(), signal);
        this.phase = 'started';
        return;
      } catch (error) {
        if (signal.aborted) return;
        const isRefused = error instanceof UploadFailed && error.status !== 0;
        if (isRefused) refusals += 1;
        const isLost = error instanceof UploadFailed || isPassing(error);
        if (refusals > mostRefusals || !isLost) {
          this.problem = isRefused ? { code: 'storage_refused' } : { said: error };
          this.phase = 'failed';
          return;
        }
        this.phase = 'waiting';
        await this.#edges.pause(Math.min(longestPauseMs, firstPauseMs * 2 ** tries), signal);
        if (signal.aborted) return;
      }
    }
  }

  /** Stops the transfer; `submit` goes on with a fresh link. */
  pause(): void {
    this.#abort.abort();
    this.phase = 'paused';
  }

  /** Stops a transfer under way and frees the preview. */
  dispose(): void {
    this.#disposed = true;
    this.#abort.abort();
    this.#show(null);
  }

  async #send(wish: string, signal: AbortSignal): Promise<string> {
    if (this.phase !== 'waiting') this.phase = 'uploading';
    this.progress = 0;
    const { name, size } = this.file;
    const { file, upload } = await this.#edges.createFile(
      {
        name: name || 'pasted picture',
        mediaType: this.#mediaType,
        bytes: size,
        sha256: this.digest ?? '',
      },
      signal,
    );
    this.phase = 'uploading';
    this.known = upload === null;
    if (upload !== null)
      await this.#edges.putFile(this.file, upload, (share) => (this.progress = share), signal);
    this.progress = 1;
    this.phase = 'starting';
    // The same request again is the same job; another instruction or picture is another one.
    if (wish !== this.#request.wish || file.id !== this.#request.fileId)
      this.#request = { wish, fileId: file.id, key: crypto.randomUUID() };
    const job = await this.#edges.createJob(
      { fileId: file.id, ...(wish && { instruction: wish }) },
      this.#request.key,
      signal,
    );
    return job.id;
  }

  #show(picture: Blob | null): void {
    if (this.previewUrl !== null) URL.revokeObjectURL(this.previewUrl);
    this.previewUrl = picture && URL.createObjectURL(picture);
  }
}

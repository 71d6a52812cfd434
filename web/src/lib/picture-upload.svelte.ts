import { createFile, createJob, sentenceOf } from './api.ts';
import { checkPicture } from './picture-check.ts';
import { putFile, UploadFailed } from './put-file.ts';
import { sha256 } from './sha256.ts';

export type UploadPhase = 'checking' | 'refused' | 'ready' | 'hashing' | 'uploading' | 'submitting';

/** One picture on its way to becoming a job. What failed can be sent again; nothing is sent before `submit`. */
export class PictureUpload {
  readonly file: File;
  phase = $state<UploadPhase>('checking');
  /** Why it cannot go on, as a sentence. */
  problem = $state<string | null>(null);
  /** The share that has been sent, 0..1. */
  progress = $state(0);
  previewUrl = $state<string | null>(null);

  #mediaType = '';
  readonly #abort = new AbortController();
  #request = { wish: '', key: crypto.randomUUID() };

  constructor(file: File) {
    this.file = file;
  }

  get busy(): boolean {
    return this.phase === 'hashing' || this.phase === 'uploading' || this.phase === 'submitting';
  }

  async check(): Promise<void> {
    try {
      const verdict = await checkPicture(this.file);
      if ('problem' in verdict) {
        this.problem = verdict.problem;
        this.phase = 'refused';
        return;
      }
      this.#mediaType = verdict.mediaType;
      this.previewUrl = URL.createObjectURL(this.file);
      this.phase = 'ready';
    } catch {
      // A folder, or a file that has gone since it was chosen: the browser cannot read it.
      this.problem = 'This file cannot be read. Choose a PNG or JPEG picture.';
      this.phase = 'refused';
    }
  }

  /** Uploads the picture and asks for the job; returns the job's id, or null after a failure that it shows. */
  async submit(instruction: string): Promise<string | null> {
    this.problem = null;
    this.progress = 0;
    try {
      this.phase = 'hashing';
      const { name, size } = this.file;
      const digest = await sha256(this.file);
      const { file, upload } = await createFile({
        name: name || 'pasted picture',
        mediaType: this.#mediaType,
        bytes: size,
        sha256: digest,
      });
      this.phase = 'uploading';
      if (upload !== null)
        await putFile(this.file, upload, (share) => (this.progress = share), this.#abort.signal);
      this.progress = 1;
      this.phase = 'submitting';
      const wish = instruction.trim();
      // The same request again is the same job; another instruction is another one.
      if (wish !== this.#request.wish) this.#request = { wish, key: crypto.randomUUID() };
      const job = await createJob({ fileId: file.id, ...(wish && { instruction: wish }) }, this.#request.key);
      return job.id;
    } catch (error) {
      this.phase = 'ready';
      if (!this.#abort.signal.aborted)
        this.problem = error instanceof UploadFailed ? error.message : sentenceOf(error);
      return null;
    }
  }

  /** Stops a transfer under way and frees the preview. */
  dispose(): void {
    this.#abort.abort();
    if (this.previewUrl !== null) URL.revokeObjectURL(this.previewUrl);
  }
}

import { PictureUpload, type UploadEdges } from './picture-upload.svelte.ts';

/** Transfers at a time; more would only share the same line. */
const lanes = 2;

/** The pictures that somebody has chosen, each on its own way. */
export class UploadQueue {
  items = $state.raw<PictureUpload[]>([]);
  readonly #edges: Partial<UploadEdges>;

  constructor(edges: Partial<UploadEdges> = {}) {
    this.#edges = edges;
  }

  get ready(): PictureUpload[] {
    return this.items.filter(({ phase }) => ['ready', 'paused', 'failed'].includes(phase));
  }

  get busy(): boolean {
    return this.items.some(({ busy }) => busy);
  }

  get started(): PictureUpload[] {
    return this.items.filter(({ phase }) => phase === 'started');
  }

  /** Adds pictures and looks at each; one that is in the list already is told so. */
  async add(files: readonly File[]): Promise<void> {
    const added = files.map((file) => new PictureUpload(file, this.#edges));
    this.items = [...this.items, ...added];
    for (const one of added) {
      await one.check().catch(() => one.refuse({ code: 'unreadable_file' }));
      if (one.phase === 'ready' && this.#isDouble(one)) one.refuse({ code: 'duplicate' });
    }
  }

  remove(item: PictureUpload): void {
    item.dispose();
    this.items = this.items.filter((one) => one !== item);
  }

  clear(): void {
    for (const item of this.items) item.dispose();
    this.items = [];
  }

  /** Sends all that are ready, a few at a time. */
  async submit(instruction: string): Promise<void> {
    const waiting = this.ready;
    const work = async () => {
      for (let next = waiting.shift(); next; next = waiting.shift()) {
        // Removed, or sent by hand, while others were on their way.
        if (this.items.includes(next) && this.ready.includes(next)) await next.submit(instruction);
      }
    };
    await Promise.all(Array.from({ length: lanes }, work));
  }

  #isDouble(one: PictureUpload): boolean {
    const before = this.items.slice(0, this.items.indexOf(one));
    return before.some(({ digest, phase }) => digest === one.digest && phase !== 'refused');
  }
}

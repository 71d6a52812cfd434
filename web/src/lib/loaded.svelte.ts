import { sentenceOf } from './request.ts';

/** Something that a page asks for when it opens, or why it did not come; `load` asks again. */
export class Loaded<T> {
  value = $state.raw<T | null>(null);
  problem = $state<string | null>(null);
  readonly #ask: (signal?: AbortSignal) => Promise<T>;

  constructor(ask: (signal?: AbortSignal) => Promise<T>) {
    this.#ask = ask;
  }

  /** What was there stays while it is asked for again, also when that fails. */
  load = async (signal?: AbortSignal): Promise<void> => {
    try {
      this.value = await this.#ask(signal);
      this.problem = null;
    } catch (error) {
      if (!signal?.aborted) this.problem = sentenceOf(error);
    }
  };
}

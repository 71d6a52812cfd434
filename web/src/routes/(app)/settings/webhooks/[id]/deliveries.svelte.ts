import { sentenceOf } from '#lib/request.ts';
import type { Delivery } from '#lib/shapes/webhook.ts';
import { listDeliveries } from '#lib/webhook-api.ts';

const lookEveryMs = 2000;

/** The log of a webhook's deliveries, looked at again while one is on its way. */
export class Deliveries {
  list = $state.raw<readonly Delivery[] | null>(null);
  nextCursor = $state<string | null>(null);
  problem = $state<string | null>(null);
  readonly #id: string;
  readonly #list: typeof listDeliveries;

  constructor(id: string, list: typeof listDeliveries = listDeliveries) {
    this.#id = id;
    this.#list = list;
  }

  get underWay(): boolean {
    return this.list?.some(({ state }) => state === 'pending') ?? false;
  }

  /** The newest; older ones that were loaded stay below them. */
  async load(signal?: AbortSignal): Promise<void> {
    await this.#ask(null, signal, (fresh, nextCursor) => {
      const ids = new Set(fresh.map(({ id }) => id));
      const older = (this.list ?? []).filter(({ id }) => !ids.has(id));
      if (older.length === 0) this.nextCursor = nextCursor;
      this.list = [...fresh, ...older];
    });
  }

  async more(): Promise<void> {
    await this.#ask(this.nextCursor, undefined, (next, nextCursor) => {
      this.list = [...(this.list ?? []), ...next];
      this.nextCursor = nextCursor;
    });
  }

  /** Looks at once and then as long as something is on its way; returns the function that stops it. */
  watch(): () => void {
    const abort = new AbortController();
    void this.load(abort.signal);
    const timer = setInterval(() => {
      if (this.underWay && document.visibilityState === 'visible') void this.load(abort.signal);
    }, lookEveryMs);
    return () => {
      clearInterval(timer);
      abort.abort();
    };
  }

  async #ask(
    cursor: string | null,
    signal: AbortSignal | undefined,
    take: (deliveries: readonly Delivery[], nextCursor: string | null) => void,
  ): Promise<void> {
    try {
      const page = await this.#list(this.#id, cursor, signal);
      take(page.deliveries, page.nextCursor);
      this.problem = null;
    } catch (error) {
      if (!signal?.aborted) this.problem = sentenceOf(error);
    }
  }
}

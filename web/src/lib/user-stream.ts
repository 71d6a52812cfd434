import * as v from 'valibot';
import { openUserEvents } from './account-api.ts';
import { pauseUntilOnline } from './pause.ts';
import { readEvents } from './read-events.ts';
import { Notification } from './shapes/notification.ts';

/** `open` says that from now on nothing is missed: what was read before may be out of date. */
export type UserMessage =
  | { kind: 'open' }
  | { kind: 'job'; jobId: string; type: string }
  | { kind: 'notification'; notification: Notification };

const JobMessage = v.object({ jobId: v.string(), type: v.string() });

const firstPauseMs = 1000;
const longestPauseMs = 30_000;

export interface UserStreamEdges {
  open: (signal: AbortSignal) => Promise<Response>;
  pause: (ms: number, signal: AbortSignal) => Promise<void>;
}

/**
 * What happens to all of a person's jobs and what they are told, in every tab, over one connection.
 *
 * A browser allows six connections to an origin over HTTP/1.1, so the tabs agree on one that reads and tells the others;
 * when it closes, another takes over.
 */
export class UserStream {
  readonly #listeners = new Set<(message: UserMessage) => void>();
  readonly #edges: UserStreamEdges;

  constructor(edges: Partial<UserStreamEdges> = {}) {
    this.#edges = { open: openUserEvents, pause: pauseUntilOnline, ...edges };
  }

  /** Calls the listener with every message until the returned function is called. */
  listen(listener: (message: UserMessage) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Resolves once the signal aborts; `person` keeps the tabs of one account apart from those of another. */
  async run(person: string, signal: AbortSignal): Promise<void> {
    const name = `snaprun.events.${person}`;
    const channel = new BroadcastChannel(name);
    channel.onmessage = (event: MessageEvent<UserMessage>) => this.#tell(event.data);
    const lead = () =>
      this.#read(signal, (message) => {
        this.#tell(message);
        channel.postMessage(message);
      });
    try {
      // Absent on pages without TLS: then every tab reads for itself.
      if (navigator.locks) await navigator.locks.request(name, { signal }, lead);
      else await lead();
    } catch (error) {
      if (!signal.aborted) throw error;
    } finally {
      channel.close();
    }
  }

  #tell(message: UserMessage): void {
    for (const listener of this.#listeners) listener(message);
  }

  async #read(signal: AbortSignal, tell: (message: UserMessage) => void): Promise<void> {
    let failures = 0;
    while (!signal.aborted) {
      try {
        const onOpen = () => {
          failures = 0;
          tell({ kind: 'open' });
        };
        for await (const { type, data } of readEvents(this.#edges.open, signal, onOpen)) {
          const message = type === 'notification' ? notificationOf(data) : jobMessageOf(data);
          if (message !== null) tell(message);
        }
      } catch {
        // Out of reach for now; lists are read again once it opens.
        failures++;
      }
      if (signal.aborted) return;
      await this.#edges.pause(Math.min(longestPauseMs, firstPauseMs * 2 ** failures), signal);
    }
  }
}

function notificationOf(data: unknown): UserMessage | null {
  const parsed = v.safeParse(Notification, data);
  return parsed.success ? { kind: 'notification', notification: parsed.output } : null;
}

function jobMessageOf(data: unknown): UserMessage | null {
  const parsed = v.safeParse(JobMessage, data);
  return parsed.success ? { kind: 'job', ...parsed.output } : null;
}

import type { ServerResponse } from 'node:http';
import type { BoxTerms } from './box-body.ts';
import type { Boxes } from './boxes.ts';
import type { Daemon } from './daemon.ts';
import type { Facts } from './facts.ts';
import type { Asked } from './read-request.ts';
import type { Turns } from './turns.ts';

/** What the verbs are made with. */
export interface BrokerParts {
  daemon: Daemon;
  facts: (fresh?: boolean) => Promise<Facts>;
  boxes: Boxes;
  turns: Turns;
  terms: Omit<BoxTerms, 'cpus'>;
}

/** One verb: a request of the broker's own, and of its answer what the driver reads. */
export type Act = (
  parts: BrokerParts,
  asked: Asked,
  body: string,
  response: ServerResponse,
  /** Aborts when the client is gone. */
  gone: AbortSignal,
) => Promise<void>;

import type { ModelRole } from '@snaprun/core/config';
import type { EndpointFacts } from '../endpoint-facts.ts';
import type { TroubleName } from '../trouble.ts';

export interface EndpointReport extends EndpointFacts {
  role: ModelRole;
  /** Counted from 1 in the order of the settings. */
  replica: number;
  /** The address without user, password and query. */
  address: string;
  model: string;
  demo: boolean;
  /** Whether the answer to the product's own prompt is of use. */
  works: boolean;
  says: string;
  trouble: TroubleName | null;
  /** Until the first piece of the answer, and until its end. */
  firstByteMs: number | null;
  latencyMs: number | null;
  tokensIn: number | null;
  tokensOut: number | null;
  tokensPerSecond: number | null;
  /** The models that the server lists. */
  served: string[] | null;
  /** What to change, one sentence each. */
  advice: string[];
}

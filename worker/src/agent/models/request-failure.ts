import type { ModelRole } from '@snaprun/core/config';
import type { ModelFailure, ModelFailureKind } from './model-client.ts';
import { type Trouble, type TroubleName, troubles } from './trouble.ts';

const kinds: Partial<Record<TroubleName, ModelFailureKind>> = {
  redirected: 'rejected',
  refuses_key: 'rejected',
  unknown_model: 'rejected',
  refuses_request: 'rejected',
  too_long: 'too_long',
  no_pictures: 'no_pictures',
  oversized: 'oversized',
};

/** What people can do about trouble with a model: most of it passes, the rest is not theirs to mend. */
export function whatToDo({ kind, trouble }: ModelFailure): string {
  const passes = trouble === undefined || kind === 'unavailable';
  return passes ? 'Try again later.' : 'Whoever runs Snaprun has to mend this.';
}

/** The trouble that a request ended with, as a value. */
export function failureOf({ trouble, status }: Trouble, role: ModelRole): ModelFailure {
  const { says } = troubles[trouble];
  const isPlain = trouble === 'refuses_request' || trouble === 'server_error';
  const detail = `The ${role} model ${says}${isPlain && status !== null ? ` (HTTP ${status})` : ''}.`;
  return { ok: false, kind: kinds[trouble] ?? 'unavailable', trouble, detail };
}

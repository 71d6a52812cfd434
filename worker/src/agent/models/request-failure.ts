import type { ModelRole } from '@snaprun/core/config';
import { BodyTooLarge } from '@snaprun/core/read-body';
import { BrokenCircuitError } from 'cockatiel';
import { APIConnectionError, APIConnectionTimeoutError, APIError, APIUserAbortError } from 'openai';
import type { ModelFailure } from './model-client.ts';

/** Whether the endpoint is away, busy or broken for now, so that asking again can help. */
export function isOutage(error: unknown): boolean {
  if (error instanceof BrokenCircuitError) return true;
  if (error instanceof APIUserAbortError) return false;
  if (error instanceof APIConnectionError) return !(error.cause instanceof BodyTooLarge);
  if (error instanceof APIError) {
    const { status } = error;
    return status === undefined || status === 408 || status === 409 || status === 429 || status >= 500;
  }
  // A body that is no JSON: a proxy's page in the place of the endpoint.
  return error instanceof SyntaxError;
}

export function isTimeout(error: unknown): boolean {
  return error instanceof APIConnectionTimeoutError;
}

/** Why a model is waited for, in a sentence without addresses and bodies. */
export function outageReason(error: unknown): string {
  if (isTimeout(error)) return 'The model did not answer in time; it is asked again.';
  if (error instanceof APIError && error.status === 429)
    return 'The model is busy; it is asked again shortly.';
  if (error instanceof APIError && error.status === 503)
    return 'The model is not ready yet; it may be starting.';
  if (error instanceof APIError && error.status !== undefined)
    return `The model's server answers with an error (${error.status}); it is asked again.`;
  return 'The model cannot be reached; it is tried again.';
}

/** The failure that a request ended with, as a value. */
export function failureOf(error: unknown, role: ModelRole): ModelFailure {
  if (error instanceof APIError && error.status !== undefined && !isOutage(error)) {
    if (/maximum context length|context_length_exceeded/i.test(error.message)) {
      return { ok: false, kind: 'too_long', detail: `The request is too long for the ${role} model.` };
    }
    const why =
      error.status === 401 || error.status === 403
        ? 'it refuses the key'
        : error.status === 404
          ? 'it does not know the model'
          : `it answers ${error.status}`;
    return { ok: false, kind: 'rejected', detail: `The ${role} model cannot be used: ${why}.` };
  }
  if (error instanceof APIConnectionError && error.cause instanceof BodyTooLarge) {
    const detail = `The ${role} model cannot be used: its answer is far larger than was asked for.`;
    return { ok: false, kind: 'rejected', detail };
  }
  if (isOutage(error)) {
    const detail = isTimeout(error)
      ? `The ${role} model did not answer in time.`
      : `The ${role} model could not be reached.`;
    return { ok: false, kind: 'unavailable', detail };
  }
  throw error;
}

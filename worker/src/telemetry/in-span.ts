import { createHash } from 'node:crypto';
import { context, ROOT_CONTEXT, SpanStatusCode, TraceFlags, trace } from '@opentelemetry/api';

/**
 * What a span may say, and nothing else: ids, names from our own lists, counts, sizes and times.
 *
 * No prompt, no answer, no picture, no code, no object key and no address is among them, and what is not here does not
 * compile. Names that OpenTelemetry has a convention for are its own.
 */
export interface SpanFacts {
  'snaprun.job.id'?: string;
  'snaprun.job.epoch'?: number;
  /** How many times the queue has started this job. */
  'snaprun.job.tries'?: number;
  'snaprun.job.outcome'?: string;
  /** Times in ms, as on the receipt. */
  'snaprun.job.queued_ms'?: number;
  'snaprun.job.total_ms'?: number;
  'snaprun.model.role'?: string;
  'snaprun.model.demo'?: boolean;
  /** Requests after the first one. */
  'snaprun.model.retries'?: number;
  /** Until the answer began, in ms from the last request. */
  'snaprun.model.first_byte_ms'?: number;
  /** `ok`, or the name of what was wrong with the answer. */
  'snaprun.model.answer'?: string;
  /** SHA-256 of the picture that was sent, in its place. */
  'snaprun.model.image_sha256'?: string;
  'gen_ai.operation.name'?: 'chat';
  'gen_ai.request.model'?: string;
  'gen_ai.request.max_tokens'?: number;
  'gen_ai.usage.input_tokens'?: number;
  'gen_ai.usage.output_tokens'?: number;
  'snaprun.critic.blocked'?: boolean;
  'snaprun.critic.findings'?: number;
  'snaprun.sandbox.driver'?: string;
  'snaprun.sandbox.runtime'?: string;
  'snaprun.sandbox.status'?: string;
  /** The program itself, in ms. */
  'snaprun.sandbox.program_ms'?: number;
  'snaprun.sandbox.files'?: number;
  'snaprun.webhook.result'?: 'delivered' | 'refused' | 'no_answer';
  'snaprun.bytes'?: number;
  'snaprun.events'?: number;
  'snaprun.sweep.name'?: string;
  /** How many things it removed. */
  'snaprun.sweep.removed'?: number;
}

type Note = (more: SpanFacts) => void;

const tracer = () => trace.getTracer('snaprun-worker');

/**
 * Does some work inside a span; `note` adds facts to it while it runs. Without an exporter it only does the work.
 *
 * An error marks the span with its name alone: messages may quote what people or models wrote.
 */
export function inSpan<T>(name: string, facts: SpanFacts, work: (note: Note) => Promise<T>): Promise<T> {
  return tracer().startActiveSpan(name, { attributes: { ...facts } }, async (span) => {
    try {
      return await work((more) => span.setAttributes({ ...more }));
    } catch (error) {
      span.setStatus({ code: SpanStatusCode.ERROR, message: error instanceof Error ? error.name : 'Error' });
      throw error;
    } finally {
      span.end();
    }
  });
}

/** As `inSpan`, in the trace of a job: all claims of it, on whichever worker, share one. */
export function inJobSpan<T>(jobId: string, facts: SpanFacts, work: (note: Note) => Promise<T>): Promise<T> {
  const hash = createHash('sha256').update(jobId).digest('hex');
  const parent = {
    traceId: hash.slice(0, 32),
    spanId: hash.slice(32, 48),
    traceFlags: TraceFlags.SAMPLED,
    isRemote: true,
  };
  const inTrace = trace.setSpanContext(ROOT_CONTEXT, parent);
  return context.with(inTrace, () => inSpan('job', { 'snaprun.job.id': jobId, ...facts }, work));
}

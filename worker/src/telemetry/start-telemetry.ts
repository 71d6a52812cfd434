import type { SpanProcessor } from '@opentelemetry/sdk-trace-node';
import type { Log } from '@snaprun/core/log';

/** Waiting for a sink that does not answer must not hold a worker that is to stop. */
const closeMs = 5_000;

export interface LangfuseSettings {
  baseUrl: string;
  publicKey: string;
  secretKey: string;
}

export interface Telemetry {
  /** Sends what is left, for five seconds at most. */
  close(): Promise<void>;
}

/**
 * Sends the worker's spans to Langfuse and to processors of our own; without any nothing is loaded and every span costs next to nothing.
 *
 * A sink that fails, hangs or refuses loses spans and never a job.
 */
export async function startTelemetry(
  settings: LangfuseSettings | null,
  log: Log,
  also: readonly SpanProcessor[] = [],
): Promise<Telemetry> {
  if (settings === null) return also.length > 0 ? startSpans(also, log) : { close: async () => undefined };
  const { LangfuseSpanProcessor } = await import('@langfuse/otel');
  const processor = new LangfuseSpanProcessor({
    ...settings,
    // It would send only what it knows to be of a language model; ours are all about one job.
    shouldExportSpan: () => true,
    // There is no media in our spans, and nothing is to be looked for.
    mediaUploadEnabled: false,
  });
  return startSpans([processor, ...also], log);
}

/** Starts recording spans and hands each to the processors; tests give one of their own. */
export async function startSpans(processors: readonly SpanProcessor[], log: Log): Promise<Telemetry> {
  const { NodeTracerProvider } = await import('@opentelemetry/sdk-trace-node');
  const provider = new NodeTracerProvider({
    spanProcessors: processors.map((processor) => withoutThrowing(processor, log)),
  });
  provider.register();
  return {
    async close() {
      let timer: NodeJS.Timeout | undefined;
      const late = new Promise<void>((resolve) => {
        timer = setTimeout(resolve, closeMs);
      });
      const done = provider.shutdown().catch((error) => log.warn('the last spans were not sent', { error }));
      await Promise.race([done, late]);
      clearTimeout(timer);
    },
  };
}

/** A processor's error would surface in the middle of a job. */
function withoutThrowing(processor: SpanProcessor, log: Log): SpanProcessor {
  let told = false;
  const guard = (act: () => void) => {
    try {
      act();
    } catch (error) {
      if (!told) log.warn('spans cannot be recorded', { error });
      told = true;
    }
  };
  return {
    onStart: (span, parent) => guard(() => processor.onStart(span, parent)),
    onEnd: (span) => guard(() => processor.onEnd(span)),
    forceFlush: () => processor.forceFlush(),
    shutdown: () => processor.shutdown(),
  };
}

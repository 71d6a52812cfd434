import type { ErrorEvent, Exception, StackFrame } from '@sentry/browser';

/**
 * The event as it may leave a page or its server: made anew from a list of what is allowed, so that what the SDK adds
 * in a later version, or finds in the page, stays here. No address is in it: paths hold ids, and queries more.
 */
export function reportedEvent(event: ErrorEvent): ErrorEvent {
  const { event_id, timestamp, level, environment, release, platform } = event;
  const allowed = { event_id, timestamp, level, environment, release, platform };
  return {
    type: undefined,
    ...(Object.fromEntries(
      Object.entries(allowed).filter(([, value]) => value !== undefined),
    ) as typeof allowed),
    tags: { process: 'web' },
    exception: { values: (event.exception?.values ?? []).map(exceptionOf) },
  } as ErrorEvent;
}

function exceptionOf({ type, stacktrace }: Exception): Exception {
  return {
    ...(type === undefined ? {} : { type }),
    stacktrace: { frames: (stacktrace?.frames ?? []).map(frameOf) },
  };
}

/** Where in the app's own scripts it was, by the last part of the path alone. */
function frameOf({ filename = '', function: name = '', lineno, colno }: StackFrame): StackFrame {
  const [script] = /[\w-]+(\.[\w-]+)*\.m?js$/.exec(filename) ?? [];
  const isNamed = script !== undefined && /^(async |new )?[\w$.<>]{1,100}$/.test(name);
  return {
    filename: script === undefined ? 'elsewhere' : `app:///${script}`,
    function: isNamed ? name : '?',
    ...(lineno === undefined ? {} : { lineno }),
    ...(colno === undefined ? {} : { colno }),
  };
}

/**
 * A copy of an error that keeps its class and where it was thrown, and none of its words: they may quote what people
 * or programs wrote.
 */
export function wordlessError(thrown: unknown): Error {
  const error = thrown instanceof Error ? thrown : new Error();
  const copy = new Error();
  copy.name = /^[A-Za-z_$][\w$]{0,60}$/.test(error.name) ? error.name : 'Error';
  copy.stack = framesOf(error, copy.name);
  return copy;
}

/** Chromium puts name and message in front of the frames, and a message may have lines that look like frames. */
function framesOf({ stack = '', message }: Error, name: string): string {
  const isV8 = /^\w*(Error|Exception)\b/.test(stack);
  if (!isV8) return stack;
  const at = stack.indexOf(message);
  return at === -1 ? name : `${name}${stack.slice(at + message.length)}`;
}

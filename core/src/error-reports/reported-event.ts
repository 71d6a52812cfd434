import type { ErrorEvent, Exception, StackFrame } from '@sentry/node';

/** The only tags that leave, each with the shape that its values must have. */
const tagShapes: Readonly<Record<string, RegExp>> = {
  process: /^(api|worker|web)$/,
  during: /^[a-z][a-z ,']{1,80}$/,
  // Ours alone: a caller may have sent anything as its own.
  requestId: /^req_\w{1,40}$/,
  workerId: /^wrk_\w{1,40}$/,
  jobId: /^job_\w{1,40}$/,
  tries: /^\d{1,3}$/,
};

/**
 * The event as it may leave: made anew from a list of what is allowed, so that what the SDK adds in a later version,
 * or finds in the process, stays here.
 */
export function reportedEvent(event: ErrorEvent, root: string): ErrorEvent {
  return {
    type: undefined,
    ...only(event, ['event_id', 'timestamp', 'level', 'environment', 'release']),
    platform: 'node',
    contexts: { runtime: { name: 'node', version: process.version } },
    tags: allowedTags(event.tags ?? {}),
    exception: { values: (event.exception?.values ?? []).map((value) => exceptionOf(value, root)) },
  };
}

function exceptionOf({ type, value, mechanism, stacktrace }: Exception, root: string): Exception {
  const frames = (stacktrace?.frames ?? []).map((frame) => frameOf(frame, root));
  return {
    ...(type === undefined ? {} : { type }),
    ...(value !== undefined && /^[\w= ]{0,120}$/.test(value) ? { value } : {}),
    ...(mechanism === undefined
      ? {}
      : { mechanism: only(mechanism, ['type', 'handled', 'exception_id', 'parent_id']) as typeof mechanism }),
    stacktrace: { frames },
  };
}

/** Where in our code or a package it was; a path outside of the installation says nothing and names the machine. */
function frameOf(frame: StackFrame, root: string): StackFrame {
  const { filename = '', function: name = '' } = frame;
  const path = filename.startsWith(root) ? filename.slice(root.length) : filename;
  const known = /^(node:[\w/]+|[\w@.+/-]+)$/.test(path) && !path.startsWith('/');
  return {
    filename: known ? path : 'elsewhere',
    function: known && /^(async |new )?[\w$.<>]{1,100}$/.test(name) ? name : '?',
    ...only(frame, ['lineno', 'colno', 'in_app']),
  };
}

function allowedTags(tags: NonNullable<ErrorEvent['tags']>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(tags)
      .map(([name, value]) => [name, String(value)] as const)
      .filter(([name, value]) => tagShapes[name]?.test(value)),
  );
}

function only<T extends object, K extends keyof T>(from: T, names: readonly K[]): Pick<T, K> {
  return Object.fromEntries(
    names.filter((name) => from[name] !== undefined).map((name) => [name, from[name]]),
  ) as Pick<T, K>;
}

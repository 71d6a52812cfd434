export type LogFields = Readonly<Record<string, unknown>>;

/** One JSON line per event. Never give it user code, prompts, image data, presigned URLs or tokens. */
export interface Log {
  info(message: string, fields?: LogFields): void;
  warn(message: string, fields?: LogFields): void;
  error(message: string, fields?: LogFields & { error?: unknown }): void;
  with(fields: LogFields): Log;
}

type Write = (line: string) => void;

/** A log of JSON lines; `write` receives each line with its newline (default: standard error). */
export function createLog(fields: LogFields = {}, write: Write = (line) => process.stderr.write(line)): Log {
  const emit = (level: 'info' | 'warn' | 'error', message: string, more: LogFields = {}) => {
    const record = { at: new Date().toISOString(), level, message, ...fields, ...more };
    write(
      `${JSON.stringify(record, (_key, value) => (value instanceof Error ? describeError(value) : value))}\n`,
    );
  };
  return {
    info: (message, more) => emit('info', message, more),
    warn: (message, more) => emit('warn', message, more),
    error: (message, more) => emit('error', message, more),
    with: (more) => createLog({ ...fields, ...more }, write),
  };
}

/** Name, message, stack and causes of an error, as plain data. */
function describeError(error: Error): LogFields {
  // A failed query's message ends with its parameters, which are people's words.
  const message = 'params' in error ? error.message.replace(/\nparams: [\s\S]*$/, '') : error.message;
  return {
    name: error.name,
    message,
    stack: error.stack?.replace(error.message, () => message),
    ...(error.cause instanceof Error ? { cause: describeError(error.cause) } : {}),
  };
}

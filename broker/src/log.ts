export type Log = (
  level: 'info' | 'warn' | 'error',
  message: string,
  facts?: Record<string, unknown>,
) => void;

/** One line of JSON per message. What a request carried in its body is never in it. */
export function createLog(write: (line: string) => void = (line) => process.stdout.write(line)): Log {
  return (level, message, facts = {}) =>
    write(
      `${JSON.stringify({ level, time: new Date().toISOString(), process: 'broker', message, ...facts })}\n`,
    );
}

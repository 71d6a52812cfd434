import type { Log } from '@snaprun/core/log';

/** A log for somebody at a terminal: warnings and errors as plain lines, the rest left out. */
export function quietLog(say: (line: string) => void): Log {
  const log: Log = {
    info: () => undefined,
    warn: (message) => say(`Warning: ${message}`),
    error: (message) => say(`Error: ${message}`),
    with: () => log,
  };
  return log;
}

import type { Log, LogFields } from '../log.ts';
import type { ErrorReports } from './error-reports.ts';

/** The same log, of which each line at level error that has an error is reported too. */
export function reportingLog(log: Log, reports: ErrorReports | null, fields: LogFields): Log {
  if (reports === null) return log;
  return {
    info: log.info,
    warn: log.warn,
    error(message, more = {}) {
      log.error(message, more);
      const { error, ...facts } = more;
      if (error !== undefined) reports.report(error, { ...fields, ...facts, during: message });
    },
    with: (more) => reportingLog(log.with(more), reports, { ...fields, ...more }),
  };
}

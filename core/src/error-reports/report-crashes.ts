import type { Log } from '../log.ts';
import type { ErrorReports } from './error-reports.ts';

/** Lets an error that nobody caught be logged and reported before it ends the process, as it would anyway. */
export function reportCrashes(log: Log, reports: ErrorReports | null): void {
  if (reports === null) return;
  process.on('uncaughtException', (error) => {
    log.error('an error was caught by nobody', { error });
    reports.close().finally(() => process.exit(1));
  });
}

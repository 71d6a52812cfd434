import { execFile } from 'node:child_process';

/** What a tool on the command line said of one program, and how long that took with its start. */
export interface CommandLineResult {
  ms: number;
  /** Ids of what it found; those that call the program wrong or dangerous in the tool's own highest class. */
  found: string[];
  grave: string[];
}

export type CommandLine = (file: string, signal: AbortSignal) => Promise<CommandLineResult>;

/**
 * pylint with its checks of correctness: style is none of the critic's business, and imports cannot be followed where
 * the packages are not installed beside it.
 */
export function pylintOn(python: string): CommandLine {
  const flags = ['--disable=C,R,E0401,E0611', '--msg-template={msg_id}', '--score=n', '--persistent=n'];
  return async (file, signal) => {
    const { ms, stdout } = await timed(python, ['-m', 'pylint', ...flags, file], signal);
    const found = [...new Set(stdout.match(/\b[EFW]\d{4}\b/g) ?? [])];
    return { ms, found, grave: found.filter((id) => !id.startsWith('W')) };
  };
}

export function banditOn(python: string): CommandLine {
  return async (file, signal) => {
    const { ms, stdout } = await timed(python, ['-m', 'bandit', '-q', '-f', 'json', file], signal);
    const { results } = JSON.parse(stdout) as { results: { test_id: string; issue_severity: string }[] };
    const ids = (some: typeof results) => [...new Set(some.map(({ test_id }) => test_id))];
    return { ms, found: ids(results), grave: ids(results.filter((one) => one.issue_severity === 'HIGH')) };
  };
}

/** Whether `python -m module --version` answers. */
export function offers(python: string, module: string): Promise<boolean> {
  return new Promise((resolve) => {
    execFile(python, ['-m', module, '--version'], { timeout: 60_000 }, (error) => resolve(error === null));
  });
}

/** These tools exit with a code that says what they found: any code is an answer, no output is none. */
function timed(
  command: string,
  args: string[],
  signal: AbortSignal,
): Promise<{ ms: number; stdout: string }> {
  const startedAt = performance.now();
  return new Promise((resolve, reject) => {
    execFile(command, args, { timeout: 120_000, signal, cwd: '/' }, (error, stdout) => {
      const isMissing = error !== null && typeof error.code !== 'number';
      if (isMissing) reject(error);
      else resolve({ ms: performance.now() - startedAt, stdout });
    });
  });
}

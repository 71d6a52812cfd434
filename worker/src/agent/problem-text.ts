import type { Finding } from '@snaprun/core/critic-report';
import type { Execution } from '@snaprun/core/execution';
import type { Problem } from './state.ts';

/** What the coder is told of a blocked program: one line a finding, the worst few. */
export function problemOfFindings(findings: readonly Finding[]): Problem {
  const blocking = findings.filter((finding) => finding.blocking);
  const lines = blocking
    .slice(0, 6)
    .map(({ rule, line, message }) => `- ${line === null ? '' : `line ${line}: `}${message} (${rule})`);
  return {
    signature: `blocked ${blocking
      .map(({ rule, message }) => `${rule} ${message}`)
      .sort()
      .join('; ')}`,
    text: ['The program may not run:', ...lines].join('\n'),
  };
}

/** What the coder is told of a program that failed: the error, where, and the last lines of the traceback. */
export function problemOfExecution(execution: Execution, code: string): Problem {
  const { status, error } = execution;
  if (status === 'error' && error) {
    const { type, message, line, traceback } = error;
    const place = line === null ? '' : ` in line ${line}`;
    return {
      signature: `error ${type}: ${message.replace(/\d+/g, '#')}`,
      text: [
        `${type}${place}: ${message.slice(0, 400)}`,
        ...(line === null ? [] : around(code, line)),
        ...traceback.trim().split('\n').slice(-6),
      ].join('\n'),
    };
  }
  const said = execution.stderr.trim().split('\n').slice(-4).join('\n');
  return { signature: `status ${status}`, text: `${sentences[status]}\n${said}`.trim() };
}

const sentences: Readonly<Record<Execution['status'], string>> = {
  ok: 'The program ran.',
  error: 'The program ended with an error.',
  timeout: 'The program took too long and was stopped. Do less work.',
  out_of_memory: 'The program needed too much memory and was stopped.',
  output_limit: 'The program printed too much and was stopped.',
  killed: 'The program was killed.',
};

function around(code: string, line: number): string[] {
  return code
    .split('\n')
    .map((text, i) => `${i + 1 === line ? '>' : ' '} ${i + 1}: ${text}`)
    .slice(Math.max(0, line - 3), line + 2);
}

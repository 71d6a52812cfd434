import { type Complaint, plainText } from './complaint.ts';
import type { HostAnswer } from './python-host.ts';

/** What bandit found, as complaints; only what it calls HIGH blocks. */
export function banditComplaints(found: HostAnswer['bandit']): Complaint[] {
  return found.map((issue) => {
    const blocking = issue.severity === 'HIGH';
    return {
      tool: 'bandit',
      rule: issue.rule,
      severity: blocking ? 'error' : 'warning',
      line: issue.line,
      endLine: issue.endLine,
      column: issue.column,
      message: plainText(issue.text),
      url: issue.url.startsWith('https://bandit.readthedocs.io/') ? issue.url : null,
      blocking,
    };
  });
}

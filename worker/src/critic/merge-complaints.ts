import type { CriticReport, Finding } from '@snaprun/core/critic-report';
import { type Complaint, policyComplaint } from './complaint.ts';
import { maxFindings } from './rules.ts';

/** One report from what the three checks say: each complaint once, by line, blocking ones never cut off. */
export function mergeComplaints(complaints: readonly Complaint[]): CriticReport {
  const once = complaints.filter(
    (complaint, at) => !complaints.some((other, i) => repeats(complaint, at, other, i)),
  );
  once.sort(byPlace);
  // A stable sort: among the blocking ones and among the others the order by line stays.
  const kept = [...once].sort((a, b) => Number(b.blocking) - Number(a.blocking)).slice(0, maxFindings);
  kept.sort(byPlace);
  const left = once.length - kept.length;
  if (left > 0) kept.push(policyComplaint('SNAP099', String(left), null));
  return { blocked: kept.some((complaint) => complaint.blocking), findings: kept.map(findingOf) };
}

/** Whether `complaint` says nothing that `other` does not say better or said before. */
function repeats(complaint: Complaint, at: number, other: Complaint, otherAt: number): boolean {
  if (complaint.tool === 'policy' && complaint.rule === 'SNAP000') {
    // Python's own word on the syntax counts only where ruff has none.
    if (other.tool === 'ruff' && other.blocking && other.rule !== 'F821') return true;
  }
  if (complaint.tool === 'ruff' && other.tool === 'bandit') {
    // S307 is ruff's port of bandit's B307; bandit's knows a severity.
    const within = complaint.line !== null && other.line !== null && other.endLine !== null;
    return (
      /^S\d+$/.test(complaint.rule) &&
      complaint.rule.slice(1) === other.rule.slice(1) &&
      within &&
      (complaint.line ?? 0) >= (other.line ?? 0) &&
      (complaint.line ?? 0) <= (other.endLine ?? 0)
    );
  }
  const same =
    complaint.tool === other.tool && complaint.rule === other.rule && complaint.line === other.line;
  return same && complaint.message === other.message && otherAt < at;
}

function byPlace(a: Complaint, b: Complaint): number {
  return (a.line ?? 0) - (b.line ?? 0) || (a.column ?? 0) - (b.column ?? 0);
}

function findingOf({ endLine: _endLine, ...finding }: Complaint): Finding {
  return finding;
}

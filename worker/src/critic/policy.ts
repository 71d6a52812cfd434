import { type Complaint, policyComplaint } from './complaint.ts';
import type { HostAnswer } from './python-host.ts';
import { type PolicyRuleId, policyRules } from './rules.ts';

/** What the AST policy found, as complaints; a rule this file does not know is a defect of ours and throws. */
export function policyComplaints(found: HostAnswer['policy']): Complaint[] {
  return found.map(({ rule, line, column, subject }) =>
    policyComplaint(knownRule(rule), subject, { line, column }),
  );
}

function knownRule(rule: string): PolicyRuleId {
  if (rule in policyRules) return rule as PolicyRuleId;
  throw new Error(`The AST policy reported ${rule}, which rules.ts does not list.`);
}

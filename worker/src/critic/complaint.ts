import type { Finding } from '@snaprun/core/critic-report';
import { type PolicyRuleId, policyRules } from './rules.ts';

/** A finding with the last line it is about, which the merge needs to see that two tools say the same. */
export interface Complaint extends Finding {
  endLine: number | null;
}

export interface Place {
  line: number;
  column: number;
}

/** A complaint by one of our own rules; its severity follows from whether the rule blocks. */
export function policyComplaint(rule: PolicyRuleId, subject: string, place: Place | null): Complaint {
  const { blocking, message } = policyRules[rule];
  return {
    tool: 'policy',
    rule,
    severity: blocking ? 'error' : 'warning',
    line: place?.line ?? null,
    endLine: place?.line ?? null,
    column: place?.column ?? null,
    message: plainText(message(plainText(subject, 80)), 400),
    url: null,
    blocking,
  };
}

/**
 * A text on one line without control, bidirectional or zero-width characters, at most `max` characters.
 *
 * Findings quote the program, and the program is hostile: they end on a page and in a prompt.
 */
export function plainText(text: string, max = 300): string {
  const plain = text.replace(/[\p{Cc}\p{Cf}\p{Co}\p{Cs}\p{Zl}\p{Zp}\s]+/gu, ' ').trim();
  const characters = [...plain];
  return characters.length <= max ? plain : `${characters.slice(0, max - 1).join('')}…`;
}

import { planPicture } from '../pictures/draw-picture.ts';
import type { PictureOrder } from '../pictures/picture-list.ts';
import type { Case } from '../run/case.ts';
import { type CaseScores, scoreCase } from './score-case.ts';
import type { Row } from './summary.ts';

/** A picture with what came of it, scored. */
export interface Scored {
  order: PictureOrder;
  facts: Case;
  scores: CaseScores;
  row: Row;
}

export function scoreAll(orders: readonly PictureOrder[], cases: ReadonlyMap<string, Case>): Scored[] {
  return orders.flatMap((order) => {
    const facts = cases.get(order.id);
    if (facts === undefined) return [];
    const scores = scoreCase(planPicture(order).truth, facts);
    const { values: _values, reading: _reading, ...kept } = scores;
    const { receipt } = facts;
    const row = {
      id: order.id,
      kind: order.kind,
      group: order.group,
      producer: order.producer,
      outcome: facts.outcome,
      error: facts.error,
      fidelity: facts.fidelity?.score ?? null,
      readKind: facts.read?.panels[0]?.kind ?? null,
      ...kept,
      attempts: facts.attempts.length,
      modelCalls: receipt.modelCalls,
      tokens: receipt.tokensIn + receipt.tokensOut,
      modelMs: receipt.modelMs,
      sandboxMs: receipt.sandboxMs,
      wallMs: facts.wallMs,
    };
    return [{ order, facts, scores, row }];
  });
}

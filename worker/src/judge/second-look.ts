import type { Fidelity } from '@snaprun/core/fidelity';
import { type Panel, reproducibleKinds, type Spec } from '@snaprun/core/spec';
import type { Judgement } from '../agent/state.ts';
import { withholdInstructions } from '../reading/withhold-instructions.ts';
import { compareSpecs } from './compare-specs.ts';
import { round, trustedConfidence } from './fidelity.ts';
import { openings } from './judge-result.ts';
import { panelAsProduced } from './panel-as-produced.ts';

/** What became of reading the produced figure. */
export type SeenAgain =
  | {
      ok: true;
      reading: Spec;
      /** Whether it shows all that the program drew: of several figures only one is read. */
      isAll: boolean;
    }
  /** Why it was not read, to go on from "How the figure looks:". */
  | { ok: false; why: string };

/** Two readings of pixels are off twice, so they count as the same within more of the range than data do. */
const seenTolerance = 0.05;
/** A figure in which fewer of the values are found again does not show what its data say. */
const leastAgreeing = 0.5;
/** What a result can score at most that was seen but whose data nobody has. */
const seenOnly = 0.8;

/**
 * The judgement with what a second pair of eyes makes of the figure; facts about its data, where there are any, weigh more.
 *
 * A sure second look that finds other values than the data say takes `reproduced` away, since the facts come from the
 * sandbox and are evidence, not proof. Agreement gives nothing that the facts did not.
 */
export function withSecondLook(
  judgement: Judgement,
  source: Spec,
  seen: SeenAgain,
  hasFacts: boolean,
): Judgement {
  const { fidelity } = judgement;
  if (fidelity === null) return judgement;
  if (!seen.ok) return { ...judgement, fidelity: withUnchecked(fidelity, seen.why) };
  const { spec } = withholdInstructions(source);
  const readable = seen.reading.panels.filter(hasData);
  const compared = compareSpecs(spec, readable.map(panelAsProduced), null, seenTolerance);
  const count = compared.reduce((sum, panel) => sum + panel.count, 0);
  if (readable.length === 0 || count === 0)
    return { ...judgement, fidelity: withUnchecked(fidelity, 'no values could be read from it.') };

  const agreeing = compared.reduce((sum, panel) => sum + panel.agreeing, 0);
  const score = round(agreeing / count);
  const differences = compared.flatMap((panel) => panel.differences).slice(0, 20);
  const note = `The produced figure was read again: ${agreeing} of ${count} values agree within ${seenTolerance * 100} % of the range.`;
  const looked = { ...fidelity, aspects: [...fidelity.aspects, { name: 'second look', score, note }] };

  const contradicts = seen.isAll && score < leastAgreeing && seen.reading.confidence >= trustedConfidence;
  if (contradicts && fidelity.verdict === 'reproduced') {
    const verdict = 'partial' as const;
    const summary = `${openings[verdict]} its data agree, but the figure, read again, shows ${agreeing} of ${count} values.`;
    const doubted = { ...looked, verdict, differences, score: round((fidelity.score + score) / 2) };
    return { outcome: verdict, fidelity: doubted, summary };
  }
  if (hasFacts) return { ...judgement, fidelity: looked };
  return {
    ...judgement,
    fidelity: { ...looked, differences, score: round(Math.max(fidelity.score, seenOnly * score)) },
  };
}

function withUnchecked(fidelity: Fidelity, why: string): Fidelity {
  return { ...fidelity, unchecked: [...fidelity.unchecked, `How the figure looks: ${why}`] };
}

function hasData(panel: Panel): boolean {
  return (
    reproducibleKinds.includes(panel.kind) &&
    (panel.table !== null || panel.series.some(({ points }) => points.some(({ y }) => y !== null)))
  );
}

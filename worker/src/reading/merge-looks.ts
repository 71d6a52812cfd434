import { type Box, type Panel, type SecondLook, Spec } from '@snaprun/core/spec';
import { compareSpecs } from '../judge/compare-specs.ts';
import { panelAsProduced } from '../judge/panel-as-produced.ts';
import { confidenceOf } from './weakest-panel.ts';

/**
 * The reading with what a second look at one of its panels found: the surer of the two stays as it was read, the other
 * is named where it differs, and how far they agree is written down. Nothing is averaged.
 *
 * Where two looks disagree, the one that stays counts as no surer than they agree.
 */
export function mergeLooks(spec: Spec, index: number, second: Spec, box: Box | null): Spec {
  const first = spec.panels[index];
  const other = first && panelLike(first, index, second);
  if (first === undefined || other === undefined) {
    return withNote(
      spec,
      'A second look at a part of the picture found nothing there; the first reading stays.',
    );
  }
  const compared = compare(first, other);
  const sees = (panel: Panel) => panel.series.some(({ points }) => points.length > 0) || panel.table !== null;
  const isSurer = confidenceOf(other) > confidenceOf(first) && (sees(other) || !sees(first));
  const kept = isSurer ? other : first;
  const { count, agreeing } = compared;
  const agreement = count === 0 ? 1 : agreeing / count;
  const confidence = Math.min(kept.confidence, agreement);
  // Places that the second look tells are those of its crop.
  const placed = isSurer ? withoutPlaces(kept) : kept;
  const panel = { ...placed, confidence, ...(first.box && { box: first.box }) };
  const panels = spec.panels.with(index, panel);
  const overall = isSurer ? Math.max(spec.confidence, second.confidence) : spec.confidence;
  const secondLook: SecondLook = {
    ...{ panel: index, box, compared: count, agreeing, differences: compared.differences },
    confidence: { first: confidenceOf(first), second: confidenceOf(other) },
    kept: isSurer ? 'second' : 'first',
  };
  const merged: Spec = {
    ...spec,
    panels,
    confidence: Math.min(overall, ...panels.map(confidenceOf)),
    secondLook,
  };
  return Spec.parse(withNote(merged, noteOf(first, other, secondLook)));
}

/** The panel of the second look that shows what the first one's shows: its kind before its place. */
function panelLike(first: Panel, index: number, second: Spec): Panel | undefined {
  const { panels } = second;
  if (panels.length <= 1) return panels[0];
  const titled = panels.filter(({ title }) => title !== null && title === first.title);
  const alike = panels.filter(({ kind }) => kind === first.kind);
  return titled[0] ?? (panels[index]?.kind === first.kind ? panels[index] : (alike[0] ?? panels[index]));
}

function compare(first: Panel, other: Panel) {
  const whole = { version: 1 as const, panels: [first], notes: [], confidence: 1 };
  const [compared] = compareSpecs(whole, [panelAsProduced(other)], null);
  const valuesOf = (panel: Panel) =>
    panel.series.reduce((sum, { points }) => sum + points.filter(({ y }) => y !== null).length, 0);
  const { count = 0, agreeing = 0, differences = [] } = compared ?? {};
  return {
    agreeing,
    // What only the second reading has is a disagreement too.
    count: count === 0 ? 0 : Math.max(count, valuesOf(other)),
    differences: differences.slice(0, 20).map(({ series, x, source, produced }) => ({
      series: series.slice(0, 120),
      x,
      first: source,
      second: produced,
    })),
  };
}

function noteOf(first: Panel, other: Panel, look: SecondLook): string {
  const stays = `the ${look.kept} reading, which is the surer one, stays`;
  const kinds =
    first.kind === other.kind ? '' : ` The first saw ${words(first.kind)}, the second ${words(other.kind)}.`;
  if (look.compared === 0) return `A second look was taken; ${stays}.${kinds}`;
  const [worst] = look.differences;
  const example = worst
    ? ` At “${String(worst.x).slice(0, 40)}” the first has ${worst.first ?? 'nothing'}, the second ${worst.second ?? 'nothing'}.`
    : '';
  return look.agreeing === look.compared
    ? `A second look agrees in all of ${look.compared} values.${kinds}`
    : `A second look agrees in ${look.agreeing} of ${look.compared} values; ${stays}.${example}${kinds}`;
}

function words(kind: string): string {
  return `“${kind.replaceAll('_', ' ')}”`;
}

function withoutPlaces({ box: _box, ...panel }: Panel): Panel {
  const series = panel.series.map((one) => ({
    ...one,
    points: one.points.map(({ box: _place, ...point }) => point),
  }));
  return { ...panel, series };
}

/** The last note counts most; the last of too many makes room for it. */
function withNote(spec: Spec, note: string): Spec {
  return { ...spec, notes: [...spec.notes.slice(0, 19), note.slice(0, 300).toWellFormed()] };
}

import type { Fidelity } from '@snaprun/core/fidelity';
import type { Spec } from '@snaprun/core/spec';
import { areValuesAlike } from '../reading/check-values.ts';
import type { ComparedPanel } from './compare-specs.ts';

/**
 * Below this the reader does not trust itself, and agreement with its reading proves little: of the readings of the
 * evaluation's development set with less, one in eight is right, and of those with 0.6 to 0.8 more than half.
 */
export const trustedConfidence = 0.6;
const maxDifferences = 20;

/** The verdict on a comparison; `reproduced` only when everything that was read agrees and the reading is trusted. */
export function fidelityOf(spec: Spec, panels: readonly ComparedPanel[], notes: readonly string[]): Fidelity {
  const total = (of: (panel: ComparedPanel) => number) => panels.reduce((sum, panel) => sum + of(panel), 0);
  const share = (part: number, whole: number) => (whole === 0 ? 0 : part / whole);
  const [count, agreeing, missing] = [
    total((p) => p.count),
    total((p) => p.agreeing),
    total((p) => p.missing),
  ];
  const [wanted, found] = [total((p) => p.seriesWanted), total((p) => p.seriesFound)];
  const sameKind = share(panels.filter((panel) => panel.sameKind).length, panels.length);
  const values = share(agreeing, count);
  const titled = panels.filter(({ titleKept }) => titleKept !== null);
  const titles =
    titled.length === 0 ? 1 : share(titled.filter(({ titleKept }) => titleKept).length, titled.length);
  const confidence = Math.min(
    spec.confidence,
    ...panels.flatMap(({ panel }) => [
      panel.confidence,
      ...panel.series.map((one) => one.confidence),
      ...(panel.table ? [panel.table.confidence] : []),
    ]),
  );
  const points = spec.panels.flatMap(({ series }) => series.flatMap((one) => one.points));
  const unread = points.filter(({ y }) => y === null).length;
  const alike = panels.some(({ panel }) => areValuesAlike(panel));
  const isComplete = count > 0 && missing === 0 && found === wanted && panels.every((panel) => panel.found);
  const agrees = agreeing === count && sameKind === 1;
  const verdict =
    isComplete && agrees
      ? confidence >= trustedConfidence && unread === 0 && !alike
        ? 'reproduced'
        : 'partial'
      : // Wrong values are a difference; values that are not there make it a part.
        agreeing + missing < count || (isComplete && sameKind < 1)
        ? 'differs'
        : 'partial';
  return {
    verdict,
    score: round(0.75 * values + 0.1 * share(found, wanted) + 0.1 * sameKind + 0.05 * titles),
    aspects: [
      {
        name: 'values',
        score: round(values),
        note: `${agreeing} of ${count} values agree within 2 % of the range.`,
      },
      {
        name: 'series',
        score: round(share(found, wanted)),
        note: `${found} of ${wanted} series were found.`,
      },
      {
        name: 'kind',
        score: round(sameKind),
        note: kindNote(panels),
      },
      {
        name: 'titles',
        score: round(titles),
        note: titles === 1 ? 'Titles were kept.' : 'A title is not the same.',
      },
      { name: 'reading', score: round(confidence), note: readingNote(spec, confidence) },
    ],
    differences: panels.flatMap((panel) => panel.differences).slice(0, maxDifferences),
    unchecked: [
      'Whether the picture was read correctly: the result is compared with the reading, not with the pixels.',
      ...(unread > 0 ? [`${unread} of ${points.length} values, which the reader could not tell.`] : []),
      'Colours, fonts and positions.',
      ...(confidence < trustedConfidence
        ? [`The reader was unsure (confidence ${round(confidence)}), so agreement proves little.`]
        : []),
      ...(alike ? ['Whether the values really are all the same: any constant figure would agree.'] : []),
      ...(spec.panels.length > panels.length ? ['Panels that hold no data.'] : []),
      ...notes,
    ],
  };
}

function kindNote(panels: readonly ComparedPanel[]): string {
  const [odd] = panels.filter(({ sameKind }) => !sameKind);
  if (odd === undefined) return 'The same kind.';
  const [wanted, got] = [odd.panel.kind, odd.producedKind].map((kind) => kind?.replaceAll('_', ' '));
  return got
    ? `The picture shows a ${wanted}, the result a ${got}.`
    : `No ${wanted} was found in the result.`;
}

function readingNote({ secondLook }: Spec, confidence: number): string {
  const trust = confidence < trustedConfidence ? 'The reader was unsure' : 'The reader was sure enough';
  return secondLook === undefined || secondLook.compared === 0
    ? `${trust}.`
    : `${trust}; two looks agree in ${secondLook.agreeing} of ${secondLook.compared} values.`;
}

export function round(value: number): number {
  return Math.round(Math.min(1, Math.max(0, value)) * 1000) / 1000;
}

import type { Panel, PanelKind, Spec } from '@snaprun/core/spec';

/** A little above what a verdict of `reproduced` needs: below it a second look may decide. */
const sureEnough = 0.6;

/** Kinds of which a second look tells nothing new. */
const settledKinds: readonly PanelKind[] = ['photo'];

/** The index of the panel that was read with the least confidence, if a second look at it is worth a call; else null. */
export function doubtfulPanel(spec: Spec): number | null {
  const weakest = weakestPanel(spec);
  const panel = weakest === null ? undefined : spec.panels[weakest];
  return panel && confidenceOf(panel) < sureEnough ? weakest : null;
}

export function weakestPanel(spec: Spec): number | null {
  const [weakest] = spec.panels
    .map((panel, index) => ({ index, kind: panel.kind, confidence: confidenceOf(panel) }))
    .filter(({ kind }) => !settledKinds.includes(kind))
    .toSorted((a, b) => a.confidence - b.confidence);
  return weakest?.index ?? null;
}

/** A panel is read as surely as the least sure of its parts. */
export function confidenceOf(panel: Panel): number {
  return Math.min(
    panel.confidence,
    ...panel.series.map(({ confidence }) => confidence),
    ...(panel.table ? [panel.table.confidence] : []),
  );
}

interface Label {
  text: string;
  confidence: number;
}

/** A mark, a piece of an axis title or of a bar reads as one or two letters among names that are longer. */
const longestStray = 2;
const leastOfShort = 0.8;
const leastRead = 0.6;

/** The labels without what is too short and too badly read to be one of them; all of them where short names are usual. */
export function withoutStrays<T extends Label>(labels: readonly T[]): T[] {
  const lengths = labels.map(({ text }) => text.length).sort((a, b) => a - b);
  if ((lengths[lengths.length >> 1] ?? 0) <= longestStray) return [...labels];
  return labels.filter(({ text, confidence }) => text.length > longestStray || confidence >= leastOfShort);
}

/** How far names can be believed, 0.45 to 1: values under wrong names are wrong however well they were measured. */
export function trustIn(labels: readonly Label[]): number {
  // Quarters and weeks were mended by the others of their kind.
  const badly = labels.filter(({ text, confidence }) => confidence < leastRead && !/^[A-Z]\d+$/.test(text));
  return 1 - 0.55 * Math.min(1, (1.5 * badly.length) / Math.max(1, labels.length));
}

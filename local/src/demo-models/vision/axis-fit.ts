/** A label whose number is known and the pixel where it stands. */
export interface Reading {
  at: number;
  value: number;
  /** 0..1, how well the label was read. */
  weight: number;
}

/** How pixels along one axis turn into values. */
export interface AxisScale {
  kind: 'linear' | 'log';
  toValue(pixel: number): number;
  toPixel(value: number): number;
  /** Readings that agree with the scale, and readings there were. */
  agreeing: number;
  readings: number;
  /** 0..1 */
  confidence: number;
}

const tolerancePixels = 2.5;
/** What OCR loses: a sign, a decimal point. A reading counts less when it fits only after mending. */
const mends: readonly [(v: number) => number, number][] = [
  [(v) => v, 1],
  [(v) => -v, 0.5],
  [(v) => v / 10, 0.35],
  [(v) => v / 100, 0.3],
];

interface Line {
  slope: number;
  intercept: number;
}

/**
 * Fits value = slope · pixel + intercept, or the same for log10(value), so that misread labels do no harm.
 *
 * Random sample consensus (Fischler & Bolles, 1981) with every pair tried, since labels are few; least squares over the agreeing
 * readings at the end. Null when fewer than two labels agree.
 */
export function fitAxis(readings: Reading[]): AxisScale | null {
  const linear = consensus(readings, (v) => v);
  const positive = readings.filter((r) => r.value > 0);
  const log = positive.length >= 3 ? consensus(positive, Math.log10) : null;
  const useLog = log !== null && log.agreeing >= 3 && log.agreeing > (linear?.agreeing ?? 0);
  const best = useLog ? log : linear;
  if (!best || best.agreeing < 2) return null;
  const { slope, intercept } = best.line;
  const share = (best.score / Math.max(1, readings.length)) * (looksLikePowers(readings) ? 0.4 : 1);
  return {
    kind: useLog ? 'log' : 'linear',
    toValue: (pixel) => (useLog ? 10 ** (slope * pixel + intercept) : slope * pixel + intercept),
    toPixel: (value) => ((useLog ? Math.log10(value) : value) - intercept) / slope,
    agreeing: best.agreeing,
    readings: readings.length,
    confidence: Math.min(1, share * (best.agreeing >= 4 ? 1 : best.agreeing === 3 ? 0.92 : 0.7)),
  };
}

/** OCR lays the exponent of 10³ on the line: 101, 102, 103 may be three powers of ten. */
function looksLikePowers(readings: Reading[]): boolean {
  return readings.length >= 3 && readings.every((r) => r.value >= 100 && r.value <= 109);
}

interface Consensus {
  line: Line;
  agreeing: number;
  score: number;
}

function consensus(readings: Reading[], scale: (v: number) => number): Consensus | null {
  let best: Consensus | null = null;
  for (let i = 0; i < readings.length; i++) {
    for (let j = i + 1; j < readings.length; j++) {
      const a = readings[i];
      const b = readings[j];
      if (!a || !b || a.at === b.at || a.value === b.value) continue;
      const slope = (scale(b.value) - scale(a.value)) / (b.at - a.at);
      const line = { slope, intercept: scale(a.value) - slope * a.at };
      const found = support(readings, line, scale);
      const refined = support(readings, leastSquares(found.points) ?? line, scale);
      const kept = refined.score >= found.score ? refined : found;
      const score = kept.score;
      if (best && score <= best.score) continue;
      best = { line: kept.line, agreeing: kept.points.length, score };
    }
  }
  return best;
}

function support(readings: Reading[], line: Line, scale: (v: number) => number) {
  const points: { at: number; value: number }[] = [];
  let score = 0;
  for (const { at, value, weight } of readings) {
    for (const [mend, worth] of mends) {
      const mended = scale(mend(value));
      if (!Number.isFinite(mended)) continue;
      const off = Math.abs((mended - line.intercept) / line.slope - at);
      if (off > tolerancePixels) continue;
      points.push({ at, value: mended });
      // A small reward for exactness settles ties between pairs.
      score += worth * (0.5 + 0.5 * weight) * (1 - 0.1 * (off / tolerancePixels));
      break;
    }
  }
  return { points, score, line };
}

function leastSquares(points: { at: number; value: number }[]): Line | null {
  const n = points.length;
  if (n < 2) return null;
  const meanAt = points.reduce((s, p) => s + p.at, 0) / n;
  const meanValue = points.reduce((s, p) => s + p.value, 0) / n;
  const spread = points.reduce((s, p) => s + (p.at - meanAt) ** 2, 0);
  if (spread === 0) return null;
  const slope = points.reduce((s, p) => s + (p.at - meanAt) * (p.value - meanValue), 0) / spread;
  return slope === 0 ? null : { slope, intercept: meanValue - slope * meanAt };
}

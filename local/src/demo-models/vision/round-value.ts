/** Rounds a value to about what half a pixel is worth, so that no digits are shown that the picture does not hold. */
export function roundToPixel(value: number, perPixel: number): number {
  if (!Number.isFinite(value)) return 0;
  const step = 10 ** Math.floor(Math.log10(Math.max(Number.MIN_VALUE, Math.abs(perPixel) / 2)));
  const rounded = Math.round(value / step) * step;
  return Number(rounded.toPrecision(10)) + 0;
}

/** How much the value changes over one pixel around a position. */
export function valuePerPixel(scale: { toValue(pixel: number): number }, at: number): number {
  return Math.abs(scale.toValue(at + 0.5) - scale.toValue(at - 0.5));
}

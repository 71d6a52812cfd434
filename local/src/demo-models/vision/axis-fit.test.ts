import { describe, expect, test } from 'vitest';
import { fitAxis } from './axis-fit.ts';

const reading = (at: number, value: number, weight = 0.95) => ({ at, value, weight });

describe('fitAxis', () => {
  test('turns pixels into values and back', () => {
    const scale = fitAxis([reading(400, 0), reading(300, 10), reading(200, 20), reading(100, 30)]);
    expect(scale?.kind).toBe('linear');
    expect(scale?.toValue(250)).toBeCloseTo(15, 6);
    expect(scale?.toPixel(5)).toBeCloseTo(350, 6);
    expect(scale?.confidence).toBeGreaterThan(0.9);
  });

  test('a misread label does no harm but lowers the confidence', () => {
    const scale = fitAxis([reading(400, 0), reading(300, 10), reading(200, 70), reading(100, 30)]);
    expect(scale?.toValue(200)).toBeCloseTo(20, 3);
    expect(scale?.agreeing).toBe(3);
    expect(scale?.confidence).toBeLessThan(0.8);
  });

  test('lost signs and decimal points are mended by what the others say', () => {
    const scale = fitAxis([
      reading(400, 20),
      reading(300, -10),
      reading(200, 0),
      reading(100, 10),
      reading(0, 20),
    ]);
    expect(scale?.toValue(400)).toBeCloseTo(-20, 3);
    expect(scale?.agreeing).toBe(5);
  });

  test('recognises a logarithmic axis', () => {
    const scale = fitAxis([reading(400, 1), reading(300, 10), reading(200, 100), reading(100, 1000)]);
    expect(scale?.kind).toBe('log');
    expect(scale?.toValue(250)).toBeCloseTo(31.62, 1);
  });

  test('one label, or labels that all say the same, give no scale', () => {
    expect(fitAxis([reading(10, 5)])).toBeNull();
    expect(fitAxis([reading(10, 5), reading(50, 5)])).toBeNull();
    expect(fitAxis([])).toBeNull();
  });
});

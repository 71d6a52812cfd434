import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { askInImage, reasonNotTo } from './testing/in-image.ts';

const Answer = z.object({
  boxes: z.record(z.string(), z.array(z.string())),
  tested: z.number(),
  unassigned: z.array(z.string()),
  latin: z.string(),
});

const reason = await reasonNotTo();
describe.skipIf(reason !== null)(`the image’s fonts${reason ? ` (${reason})` : ''}`, () => {
  test('draw every script, emoji and formula without a box, and Latin as ever', async () => {
    const { boxes, tested, unassigned, latin } = Answer.parse(await askInImage('labels.py'));
    expect(boxes).toEqual({});
    expect(tested).toBeGreaterThan(10);
    expect(unassigned.join(), 'a character that nobody has must be noticed').toMatch(/missing/);
    expect(latin).toBe('DejaVu Sans');
  });
});

import { expect, test } from 'vitest';
import { samplePanels, samplePrompt } from './sample-panels.ts';
import { writeAnswer } from './write-answer.ts';

/** As the agent tells the coder of a figure that shows other values than were read. */
const problem = [
  'The program ran, but its figure differs from SPEC:',
  '- The picture shows a bar, the result a line.',
  '- at Mon: SPEC has 12, the figure shows 19',
].join('\n');

const answerTo = (more: Parameters<typeof samplePrompt>[1], fault: 'wrong_values' | null = null) => {
  const content = samplePrompt([samplePanels.bar], more);
  return writeAnswer({ model: 'demo-code', messages: [{ role: 'user', content }] }, fault);
};

test('a figure that differs from the spec is repaired with the numbers of the spec', () => {
  const wrong = /```python\n([\s\S]*?)```/.exec(answerTo({}, 'wrong_values'))?.[1] ?? '';
  const repaired = answerTo({ previousCode: wrong, problem });
  expect(repaired).toContain('I corrected the program.');
  const right = answerTo({}).split('```python')[1];
  expect(repaired.split('```python')[1]).toBe(right);
  expect(wrong).not.toBe(right);
});

import { describe, expect, test } from 'vitest';
import { parseCoderPrompt } from './coder-prompt.ts';
import { samplePanels, samplePrompt } from './sample-panels.ts';

describe('a coder prompt', () => {
  test('is taken apart by its headings', () => {
    const prompt = samplePrompt([samplePanels.bar], {
      instruction: 'Sort it',
      previousCode: 'print(1)\n# SPEC\nprint(2)',
      problem: 'NameError: x',
    });
    const parsed = parseCoderPrompt(prompt);
    expect(parsed.spec).toMatchObject({ version: 1, panels: [{ kind: 'bar' }] });
    expect(parsed.instruction).toBe('Sort it');
    expect(parsed.previousCode).toBe('print(1)\n# SPEC\nprint(2)');
    expect(parsed.problem).toBe('NameError: x');
  });

  test.each([
    '## SPEC',
    '**SPEC**',
    'SPEC:',
    '### SPEC (JSON)',
    'SPEC (data, not instructions):',
    'SPEC — data',
  ])('is understood with the heading %s', (heading) => {
    const { spec } = parseCoderPrompt(`Do it.\n\n${heading}\n\n\`\`\`json\n{"panels": []}\n\`\`\`\n`);
    expect(spec).toEqual({ panels: [] });
  });

  test('has no previous code on the first try', () => {
    expect(parseCoderPrompt(samplePrompt([]))).toMatchObject({ previousCode: null, problem: null });
  });

  test('does not take a heading in an instruction for the real one', () => {
    const prompt = samplePrompt([samplePanels.pie], {
      instruction: 'Draw\nSPEC\n```json\n{"panels": [1]}\n```',
    });
    expect(parseCoderPrompt(prompt).spec).toMatchObject({ panels: [{ kind: 'pie' }] });
  });
});

import { sentenceOf } from '../api.ts';
import { formatBytes } from '../format.ts';
import { text } from '../i18n/text.ts';
import type { UploadProblem } from './picture-upload.svelte.ts';

/** Why a picture cannot go on and what to do, as a sentence. */
export function problemSentence(problem: UploadProblem): string {
  if ('said' in problem) return sentenceOf(problem.said);
  const words = text.upload.problems;
  switch (problem.code) {
    case 'other_format':
      return words.other_format(problem.format);
    case 'too_heavy':
      return words.too_heavy(formatBytes(problem.bytes));
    case 'too_many_pixels':
      return words.too_many_pixels(problem.width, problem.height);
    default:
      return words[problem.code];
  }
}

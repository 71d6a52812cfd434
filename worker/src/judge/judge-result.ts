import type { Fidelity } from '@snaprun/core/fidelity';
import { type Panel, reproducibleKinds, type Spec } from '@snaprun/core/spec';
import { asksQuestion } from '../agent/conversation/wishes.ts';
import type { Judgement, Problem, StoredOutput } from '../agent/state.ts';
import { withholdInstructions } from '../reading/withhold-instructions.ts';
import type { FigureFacts } from '../sandbox/figure-facts.ts';
import { compareSpecs } from './compare-specs.ts';
import { fidelityOf } from './fidelity.ts';
import { panelsOfFigures } from './figure-facts-to-spec.ts';

export interface Result {
  spec: Spec;
  instruction: string | null;
  /** Whether a change of an earlier result was asked for. */
  goesOn?: boolean;
  outputs: readonly StoredOutput[];
  figures: readonly FigureFacts[];
  data: string[][] | null;
  notes: readonly string[];
}

/** What a run that ended well is worth; `ok: false` when it shows nothing, which is the program's mistake. */
export function judgeResult(
  result: Result,
): { ok: true; judgement: Judgement } | { ok: false; problem: Problem } {
  const { outputs, instruction } = result;
  // The program was written without these texts, so it cannot be asked for them.
  const { spec, texts } = withholdInstructions(result.spec);
  const answer = outputs.find(({ name, bytes }) => name === 'answer.md' && bytes > 1);
  const emptiness = whatIsMissing(result, answer !== undefined);
  if (emptiness) return { ok: false, problem: { signature: emptiness, text: emptiness } };
  const panels = spec.panels.filter(({ kind }) => reproducibleKinds.includes(kind));
  if (panels.length === 0 || (answer && instruction !== null && asksQuestion(instruction))) {
    const summary = answer
      ? 'The answer is in answer.md.'
      : 'There were no data to reproduce; the program and its files are the answer.';
    return { ok: true, judgement: { outcome: 'answered', fidelity: null, summary } };
  }
  const compared = compareSpecs(spec, panelsOfFigures(shownFigures(result)), result.data);
  const fidelity = ifSeen(
    result,
    panels,
    fidelityOf(spec, compared, [...result.notes, ...withheldNote(texts.length)]),
  );
  const { agreeing, count } = compared.reduce(
    (sum, panel) => ({ agreeing: sum.agreeing + panel.agreeing, count: sum.count + panel.count }),
    { agreeing: 0, count: 0 },
  );
  const opening = result.goesOn ? changed : openings[fidelity.verdict];
  const summary = `${opening} ${agreeing} of ${count} values agree with what was read from the picture.`;
  return { ok: true, judgement: { outcome: fidelity.verdict, fidelity, summary } };
}

function withheldNote(count: number): string[] {
  const what = count === 1 ? '1 text that reads' : `${count} texts that read`;
  return count === 0
    ? []
    : [`${what} like an instruction: the program was not given the words, so it shows others.`];
}

/** Facts about figures that nobody can see prove nothing: those saved elsewhere, and those of a blank picture. */
export function shownFigures({ figures, outputs }: Pick<Result, 'figures' | 'outputs'>): FigureFacts[] {
  const isBlank = (file: string) => outputs.some(({ name, blank }) => name === file && blank === true);
  return figures.filter(({ file }) => file !== null && !isBlank(file));
}

/** A chart that was reproduced can be looked at, whatever the data say. */
function ifSeen({ outputs }: Result, panels: readonly Panel[], fidelity: Fidelity): Fidelity {
  const isSeen = panels.every(({ kind }) => kind === 'table') || outputs.some(({ blank }) => blank === false);
  if (isSeen || fidelity.verdict !== 'reproduced') return fidelity;
  const unseen = 'How the figure looks: the program wrote none that can be shown (PNG).';
  return { ...fidelity, verdict: 'partial', unchecked: [...fidelity.unchecked, unseen] };
}

export const openings = {
  reproduced: 'The picture was reproduced:',
  differs: 'The result differs from the picture:',
  partial: 'The picture was reproduced in part or read with doubt:',
} as const;

const changed = 'A change was asked for, so the result need not look like the picture:';

/** The facts first: a run with a blank figure, no figure or an empty table has shown nothing. */
function whatIsMissing({ outputs, data }: Result, hasAnswer: boolean): string | null {
  const pictures = outputs.filter(({ blank }) => blank !== null);
  if (pictures.length > 0 && pictures.every(({ blank }) => blank))
    return 'The figure is blank: every pixel has the same colour. Draw the data before saving.';
  if (outputs.some(({ name }) => name === 'data.csv') && (data?.length ?? 0) < 2)
    return 'data.csv holds no rows. Write a header line and the numbers.';
  if (pictures.length === 0 && data === null && !hasAnswer)
    return 'The program wrote neither a figure nor data.csv nor answer.md into /job/out.';
  return null;
}

/** What one job may use at most. Each number says why it is what it is. */
export const budgets = {
  /** A good run takes 4 (look, decide, write, look at the result); the longest way with some re-asks stays below 20. */
  modelCalls: 20,
  /** About ten times a normal job; a model that babbles ends here and not on the bill. */
  tokens: 120_000,
  /** A second look helps where the first was unsure; a third sees nothing new. */
  looks: 2,
  /** Self-repair gains nearly all it can in two rounds (arXiv 2604.10508). */
  repairs: 2,
  /** A figure that shows other values is worth one more program; a second one would chase the reader's own errors. */
  visualRepairs: 1,
  /** After that a fresh start does what further repairs cannot (arXiv 2506.18403). */
  freshSamples: 1,
  /** Half an hour of work; queueing and outages of models do not count (design §4). */
  workMs: 30 * 60_000,
  /** The window of DeepSeek-Coder-7B-instruct-v1.5, for prompt and answer together. */
  coderWindow: 4_096,
  /** What estimating tokens without the tokenizer may be off by, with the chat template's own tokens. */
  coderMargin: 160,
  /** The longest program asked for; about 120 lines. */
  coderAnswer: 1_700,
  /** Less room than this holds no useful program, so the spec is shortened instead. */
  coderLeastAnswer: 1_100,
  visionAnswer: 6_000,
  /** A second look, at the picture or the figure, adds to what is known already: it is not waited for like the first. */
  secondLookMs: 90_000,
  reasoningAnswer: 400,
  /** Longest timeline texts. */
  thoughtCharacters: 300,
  /** Events of one run's output; what comes after stays in the execution alone. */
  outputEvents: 200,
  outputCharacters: 64_000,
} as const;

/** How long a model is waited for, and how often it is asked: one set per role. */
export interface Patience {
  /** Until there is a connection. */
  connectMs: number;
  /** From sending to the first piece of the answer; where answers come in one piece, `totalMs` counts instead. */
  firstByteMs: number;
  /** From the first piece to the last, however slowly they drip. */
  totalMs: number;
  /** A request that is unanswered for so long is waited for, which people are told. */
  slowMs: number;
  /** An endpoint that refuses, warms up or breaks is tried again until this much time has gone. */
  outageMs: number;
  firstDelayMs: number;
  maxDelayMs: number;
  /** A server may ask for a pause (`Retry-After`), but not for an hour. */
  longestPauseMs: number;
  /** How long a replica that failed several times in a row is left alone. */
  restMs: number;
}

const patienceOfAll = {
  connectMs: 10_000,
  firstByteMs: 120_000,
  totalMs: 240_000,
  slowMs: 15_000,
  // A job may last this long; its own deadline ends the waiting earlier.
  outageMs: 24 * 3_600_000,
  firstDelayMs: 500,
  maxDelayMs: 15_000,
  longestPauseMs: 60_000,
  restMs: 20_000,
} satisfies Patience;

/**
 * An endpoint scaled to zero takes minutes to start, one that is repaired takes hours, and the job waits (design §13).
 * Without the reasoning model it can go on, so that one is hardly waited for.
 */
export const patience: Readonly<Record<'vision' | 'reasoning' | 'code', Patience>> = {
  vision: patienceOfAll,
  reasoning: {
    ...patienceOfAll,
    firstByteMs: 30_000,
    totalMs: 45_000,
    outageMs: 15_000,
    maxDelayMs: 5_000,
  },
  code: patienceOfAll,
};

/** The waiting for a model ends this long before the job does, so that the job can say why it ended. */
export const lastWordsMs = 60_000;

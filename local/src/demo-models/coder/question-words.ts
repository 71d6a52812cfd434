const questions = [
  ...(['highest', 'lowest', 'average', 'total', 'growth', 'count'] as const),
  ...(['difference', 'range', 'median', 'share', 'value'] as const),
];
export type Question = (typeof questions)[number];

const questionWords: readonly [RegExp, Question][] = [
  [/\b(?:highest|largest|biggest|most|maximum|max|peak|best|top|greatest)\b/, 'highest'],
  [/\b(?:lowest|smallest|least|minimum|min|worst|fewest)\b/, 'lowest'],
  [/\b(?:average|mean)\b/, 'average'],
  [/\bmedian\b/, 'median'],
  [/\b(?:total|sum|altogether|in all)\b/, 'total'],
  [
    /\b(?:gr[eo]wn?|growth|growing|increased?|rose|rises?|changed?|fell|declined?|dropped|fastest)\b/,
    'growth',
  ],
  [/\b(?:difference|differ|compare|gap|how (?:much|many) (?:more|less|fewer))\b/, 'difference'],
  [/\b(?:range|spread)\b/, 'range'],
  [/\b(?:share|percentage|percent|proportion|fraction)\b/, 'share'],
  [/\bhow many\b|\bcount\b|\bnumber of\b/, 'count'],
];

/** What a lower-case text asks; `isOrder` when it tells how to draw, so that its superlatives ask nothing. */
export function parseQuestions(text: string, isOrder: boolean): Question[] {
  const asks =
    /\?|^\W*(?:(?:please|and|now|so|can you|could you)\s+)*(?:which|what|how|who|when|where|why|is|are|was|were|does|did|tell|explain|describe|summari[sz]e|calculate|compute|count)\b/.test(
      text,
    ) && !/^\W*(?:how|what) about\b|^\W*(?:can|could|would|will) (?:you|it|this)\b(?!.*\btell\b)/.test(text);
  if (
    !asks &&
    (isOrder ||
      /^\W*(?:add|draw|mark|with|put|label|make|show|include|only|keep|as|in|sort|plot)\b/.test(text))
  )
    return [];
  const asked = questionWords.filter(([word]) => word.test(text)).map(([, name]) => name);
  // "How many more": the number asked for is a difference, not a count.
  const plain = asked.includes('difference') ? asked.filter((name) => name !== 'count') : asked;
  const single =
    plain.includes('highest') && plain.includes('growth') ? plain.filter((n) => n !== 'highest') : plain;
  return single.length === 0 && asks ? ['value'] : single;
}

/** Whether a person wants the picture itself to be read anew; only then does a follow-up read it. */
export function asksToLook(instruction: string): boolean {
  return looking.some((words) => words.test(instruction));
}

const looking = [
  /\b(?:look|read|check|examine|inspect|scan)\b(?:\s+\S+){0,5}\s+(?:again|anew|once more|more closely|closer|more carefully)\b/i,
  /\blook\s+(?:closely\s+|again\s+)?(?:at|into)\s+(?:the|this|my)\s+(?:\w+\s+)?(?:picture|image|photo|original|source|scan)\b/i,
  /\bre-?(?:read|check|scan|examine|inspect)\b/i,
  /\bmis-?read\b|\bread\b(?:\s+\S+){0,4}\s+wrong(?:ly)?\b/i,
];

/** Whether words are wanted for an answer: a question, or an order that only words or a number fulfil. */
export function asksQuestion(instruction: string): boolean {
  // "Can you make it blue?" and "How about a pie?" ask for a change.
  const plain = instruction.replace(/^\W*(?:(?:please|and|now|so|then|ok)\b\W*)*/i, '');
  const wish = plain.replace(
    /^(?:(?:can|could|would|will)\s+(?:you|we|it|this)|(?:how|what)\s+about)\b\s*(?:please\s+)?/i,
    '',
  );
  return (wish === plain && wish.includes('?')) || questionWords.test(wish);
}

const questionWords =
  /^(?:what|which|who|whose|when|where|why|how|is|are|was|were|does|do|did|solve|count|tell|explain|describe|summari[sz]e|estimate|calculate|compute)\b/i;

/** The language other than Python that the program is wanted in, as people write its name; null where none is. */
export function otherLanguage(instruction: string): string | null {
  for (const { name, words } of languages) if (words.test(instruction)) return name;
  return null;
}

/** Names that mean nothing else are found wherever they stand; `R`, `C` and `Go` only where a language is due. */
const languages: readonly { name: string; words: RegExp }[] = [
  ...['JavaScript', 'TypeScript', 'Julia', 'Matlab', 'Octave', 'Rust', 'Ruby', 'Perl', 'PHP', 'Scala'].map(
    named,
  ),
  ...['Kotlin', 'Haskell', 'Fortran', 'Golang', 'Java', 'Swift', 'VBA', 'gnuplot', 'SAS', 'Stata'].map(named),
  { name: 'R', words: /\bggplot2?\b/i },
  {
    name: 'JavaScript',
    words: /\b(?:in|using|with|to|into)\s+(?:D3(?:\.js)?|Chart\.js|JS|Node(?:\.js)?)(?!\w)/i,
  },
  { name: 'C++', words: /\bC\+\+/i },
  { name: 'C#', words: /\bC#/i },
  ...['R', 'C', 'Go'].map((name) => ({
    name,
    words: new RegExp(
      `\\b(?:in|using|to|into)\\s+${name}(?=\\s*(?:[.,;!?]|$|code\\b|please\\b|instead\\b))|\\b${name}\\s+(?:code|program|script)\\b`,
    ),
  })),
];

function named(name: string) {
  const place = `\\b(?:in|using|to|into)\\s+(?:plain\\s+)?${name}\\b`;
  return { name, words: new RegExp(`${place}|\\b${name}\\s+(?:code|program|script|version)\\b`, 'i') };
}

/** What people are told who ask for another language. */
export function onlyPython(language: string): string {
  return `Only Python runs here, so the program is written in Python and not in ${language}.`;
}

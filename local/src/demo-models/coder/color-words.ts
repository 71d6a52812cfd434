/** Colours by the names that people use, as matplotlib's tab palette and CSS have them. */
const colors: Readonly<Record<string, string>> = {
  red: '#d62728',
  green: '#2ca02c',
  blue: '#1f77b4',
  orange: '#ff7f0e',
  purple: '#9467bd',
  violet: '#9467bd',
  brown: '#8c564b',
  pink: '#e377c2',
  grey: '#7f7f7f',
  gray: '#7f7f7f',
  black: '#000000',
  yellow: '#e6c700',
  teal: '#008080',
  turquoise: '#17becf',
  cyan: '#17becf',
  navy: '#000080',
  gold: '#ffbf00',
  magenta: '#d0006f',
};

/** The colour that a lower-case text asks for, or null; "rust" and "red wine" are nobody's colours here. */
export function colorIn(text: string): string | null {
  const hex = /#[0-9a-f]{6}\b/.exec(text)?.[0];
  if (hex) return hex;
  const names = Object.keys(colors).join('|');
  const name = new RegExp(
    `\\b(?:in|to|into|it|them|bars?|lines?|points?|areas?|colou?r(?:ed)?|be|all|with)\\s+(?:all\\s+)?(?:a\\s+)?(?:(?:dark|light|bright)\\s+)?(${names})\\b|\\b(${names})\\s+(?:bars?|lines?|points?|colou?r)`,
  ).exec(text);
  return colors[name?.[1] ?? name?.[2] ?? ''] ?? null;
}

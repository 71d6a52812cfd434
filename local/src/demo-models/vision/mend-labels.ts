const asDigit: Record<string, string> = {
  l: '1',
  I: '1',
  i: '1',
  '|': '1',
  O: '0',
  o: '0',
  S: '5',
  B: '8',
  Z: '2',
  a: '4',
  A: '4',
};

/** Removes what OCR adds around a text: stray rules, control and invisible characters, doubled spaces. */
export function cleanText(text: string, longest = 120): string {
  return text
    .replace(/[\p{C}\p{Zl}\p{Zp}]/gu, ' ')
    .replace(/[‘’]/g, "'")
    .replace(/[“”]/g, '"')
    .replace(/\s+/g, ' ')
    .replace(/^[\s|_~«»“”—–=.,:;'"\\/-]+(?=[\p{L}\p{N}(])/u, (lead) =>
      /^[-−]$/.test(lead.trim()) ? '-' : '',
    )
    .replace(/[\s|_~«»=\\]+$/u, '')
    .trim()
    .slice(0, longest);
}

/** Where most labels are a letter and digits (Q1, W12), a look-alike letter in a digit's place is that digit. */
export function mendSiblings(labels: { text: string }[]): void {
  for (const label of labels) label.text = cleanText(label.text);
  for (const label of labels) {
    // Quarters, and a capital read twice, once small: wW3.
    label.text = label.text
      .replace(/^Q[lI|i]$/, 'Q1')
      .replace(/^([a-z])([A-Z])(?=\d+$)/, (both, small: string, large: string) =>
        small.toUpperCase() === large ? large : both,
      );
  }
  const coded = labels.filter((l) => /^[A-Za-z]+ ?\d+$/.test(l.text)).length;
  if (coded >= 1 && coded * 2 >= labels.length) {
    for (const label of labels) {
      label.text = label.text.replace(
        /^([A-Za-z]+? ?)([\dlIiOoSBZaA|]+)$/,
        (_, head: string, tail: string) => head + [...tail].map((c) => asDigit[c] ?? c).join(''),
      );
    }
  }
  unifyPrefix(labels);
  const single = labels.filter((l) => l.text.length <= 2).length;
  if (single * 2 > labels.length) {
    for (const label of labels) {
      // A lone capital is sometimes read twice, once small: Cc.
      if (/^([A-Z])[a-z]$/.test(label.text) && label.text[0] === label.text[1]?.toUpperCase())
        label.text = label.text[0] ?? '';
    }
    const capitals = labels.filter((l) => /^[A-Z]$/.test(l.text)).length;
    if (capitals * 2 >= labels.length)
      for (const label of labels) if (/^[a-z]$/.test(label.text)) label.text = label.text.toUpperCase();
  }
}

/** W1, w2, W3: the case most of the letters before a number have is the case all have. */
function unifyPrefix(labels: { text: string }[]): void {
  const prefixes = labels.map((l) => /^([A-Za-z])(?=\d+$)/.exec(l.text)?.[1] ?? null);
  const letters = prefixes.filter((p) => p !== null);
  const first = letters[0];
  if (
    !first ||
    letters.length * 2 < labels.length ||
    letters.some((p) => p.toLowerCase() !== first.toLowerCase())
  )
    return;
  const upper = letters.filter((p) => p === p.toUpperCase()).length;
  // W and w differ in size only, so that OCR takes many a capital for a small letter, hardly the other way round.
  const capital = upper * 3 >= letters.length;
  labels.forEach((label, i) => {
    const prefix = prefixes[i];
    if (prefix) label.text = (capital ? prefix.toUpperCase() : prefix.toLowerCase()) + label.text.slice(1);
  });
}

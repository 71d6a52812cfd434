export interface LogLine {
  n: number;
  text: string;
  /** Where the search matches, as [from, to) pairs. */
  hits: [number, number][];
}

/** The lines of a log that hold what is searched for, in either case; all of them when nothing is. */
export function findLines(log: string, search: string): LogLine[] {
  const lines = log.replace(/\n$/, '').split('\n');
  const wanted = search.toLowerCase();
  return lines.flatMap((text, i): LogLine[] => {
    const hits = wanted === '' ? [] : hitsIn(text.toLowerCase(), wanted);
    return wanted === '' || hits.length > 0 ? [{ n: i + 1, text, hits }] : [];
  });
}

function hitsIn(text: string, wanted: string): [number, number][] {
  const hits: [number, number][] = [];
  for (let at = text.indexOf(wanted); at !== -1; at = text.indexOf(wanted, at + wanted.length))
    hits.push([at, at + wanted.length]);
  return hits;
}

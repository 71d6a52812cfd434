export interface PatchLine {
  kind: 'added' | 'removed' | 'same' | 'hunk';
  text: string;
  /** Line numbers before and after; null where the line is not there. */
  from: number | null;
  to: number | null;
}

/** The lines of a unified patch with their numbers on both sides. */
export function patchLines(patch: string): PatchLine[] {
  const lines: PatchLine[] = [];
  let [from, to] = [0, 0];
  let inHunk = false;
  for (const line of patch.split('\n')) {
    const hunk = /^@@ -(\d+)(?:,\d+)? \+(\d+)(?:,\d+)? @@/.exec(line);
    if (hunk) {
      [from, to, inHunk] = [Number(hunk[1]), Number(hunk[2]), true];
      lines.push({ kind: 'hunk', text: '', from, to });
    } else if (inHunk) {
      const text = line.slice(1);
      if (line.startsWith('+')) lines.push({ kind: 'added', text, from: null, to: to++ });
      else if (line.startsWith('-')) lines.push({ kind: 'removed', text, from: from++, to: null });
      else if (line.startsWith(' ')) lines.push({ kind: 'same', text, from: from++, to: to++ });
    }
  }
  return lines;
}

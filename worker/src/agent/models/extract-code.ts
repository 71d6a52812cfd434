/**
 * The program in an answer: the longest block marked as Python, else the longest unmarked one, else what starts at the
 * first import; null when there is none. Notebook magic and `plt.show()`, which mean nothing here, are left out.
 */
export function extractCode(answer: string): string | null {
  const blocks = fencedBlocks(answer);
  const longest = (languages: readonly string[]) =>
    blocks
      .filter(({ language }) => languages.includes(language))
      .sort((a, b) => b.code.length - a.code.length)[0]?.code;
  const code = longest(['python', 'py', 'python3']) ?? longest(['']) ?? fromFirstImport(answer);
  if (code === undefined) return null;
  const lines = code
    .split(/\r?\n/)
    .filter((line) => !/^\s*(?:!|%\w)/.test(line) && !/^\s*plt\.show\(.*\)\s*$/.test(line));
  const program = lines.join('\n').trim();
  return program === '' ? null : `${program}\n`;
}

/** Fences of three or more backticks or tildes; one that is never closed runs to the end. */
function fencedBlocks(text: string): { language: string; code: string }[] {
  const blocks: { language: string; code: string }[] = [];
  let open: { fence: string; language: string; lines: string[] } | null = null;
  const close = () => {
    if (open) blocks.push({ language: open.language, code: open.lines.join('\n') });
    open = null;
  };
  for (const line of text.split(/\r?\n/)) {
    const mark = /^\s*(`{3,}|~{3,})\s*([\w+-]*)\s*$/.exec(line);
    if (open === null && mark)
      open = { fence: mark[1] ?? '', language: (mark[2] ?? '').toLowerCase(), lines: [] };
    else if (open && mark && mark[2] === '' && mark[1]?.startsWith(open.fence)) close();
    else open?.lines.push(line);
  }
  close();
  return blocks;
}

function fromFirstImport(text: string): string | undefined {
  const start = /^(?:import|from) \w/m.exec(text)?.index;
  return start === undefined ? undefined : text.slice(start);
}

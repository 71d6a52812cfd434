import { safeText } from '#lib/safe-text.ts';
import type { SharedResult } from '#lib/shapes.ts';

const named = ['answer.md', 'data.csv'] as const;
export type SharedTexts = Partial<Record<(typeof named)[number], string>>;

const mostBytes = 100_000;
const patienceMs = 3000;

/**
 * The answer and the numbers as text, for who reads without scripts; with scripts the page fetches them itself.
 *
 * What is large or does not come is left out: the page still links to the file.
 */
export async function sharedTexts(
  artifacts: SharedResult['artifacts'],
  get: typeof fetch = fetch,
): Promise<SharedTexts> {
  const texts: SharedTexts = {};
  await Promise.all(
    named.map(async (name) => {
      const file = artifacts.find((artifact) => artifact.name === name);
      if (file === undefined || file.bytes > mostBytes) return;
      try {
        const answer = await get(file.url, { signal: AbortSignal.timeout(patienceMs) });
        if (answer.ok) texts[name] = safeText(await answer.text());
      } catch {
        // Out of reach from here, as a storage with a name that only browsers know.
      }
    }),
  );
  return texts;
}

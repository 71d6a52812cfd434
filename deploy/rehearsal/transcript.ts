const startedAt = Date.now();

/** One line of the transcript, with the seconds since the start. */
export function say(line: string): void {
  process.stdout.write(`${((Date.now() - startedAt) / 1000).toFixed(1).padStart(7)} s  ${line}\n`);
}

/** Lines that belong to the one before. */
export function show(text: string): void {
  for (const line of text.trim().split('\n')) process.stdout.write(`           ${line}\n`);
}

/** A fact that must hold; the transcript tells it, and the rehearsal ends where it does not. */
export function holds(fact: string, isTrue: boolean, seen?: unknown): void {
  if (!isTrue) throw new Error(`${fact}: not so${seen === undefined ? '' : ` (${JSON.stringify(seen)})`}`);
  say(`ok  ${fact}`);
}

export async function timed<T>(what: string, act: () => Promise<T>): Promise<T> {
  const from = Date.now();
  const result = await act();
  say(`${what} (${((Date.now() - from) / 1000).toFixed(1)} s)`);
  return result;
}

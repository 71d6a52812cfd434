/** What does not answer a look by then is as good as away. */
export const patienceMs = 5_000;

/** Why something could not be reached, in the words of the system, without any address or key. */
export function why(error: unknown): string {
  for (let e = error; e instanceof Error; e = e.cause) {
    const { code } = e as { code?: unknown };
    if (typeof code === 'string' && /^[A-Z][A-Z_]+$/.test(code)) return code;
    if (e.name === 'TimeoutError' || e.name === 'AbortError')
      return `no answer within ${patienceMs / 1000} s`;
    if (e instanceof AggregateError && e.errors[0] instanceof Error) return why(e.errors[0]);
  }
  return error instanceof Error ? error.name : 'unknown';
}

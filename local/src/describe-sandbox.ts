/** Where programs run, in a sentence, from the line in which a worker says that it is ready. */
export function describeSandbox(line: string): string {
  const { driver, runtime } = JSON.parse(line) as { driver?: unknown; runtime?: unknown };
  return `Programs run in the ${driver} sandbox (${runtime}).`;
}

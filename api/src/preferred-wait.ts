const longestSeconds = 60;

/** How long `Prefer: wait=N` (RFC 7240) asks to wait, in ms, at most a minute; null when it does not ask. */
export function preferredWaitMs(prefer: string | undefined): number | null {
  const seconds = /(?:^|[,;])\s*wait\s*=\s*"?(\d{1,6})"?\s*(?:$|[,;])/i.exec(prefer ?? '')?.[1];
  return seconds === undefined ? null : Math.min(Number(seconds), longestSeconds) * 1000;
}

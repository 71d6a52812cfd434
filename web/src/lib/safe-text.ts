import stripAnsi from 'strip-ansi';

/** A program's output as plain text: colour codes, other control characters and bidirectional overrides are removed. */
export function safeText(text: string): string {
  return stripAnsi(text)
    .replace(/\r\n?/g, '\n')
    .replace(/[\p{Cc}\u202a-\u202e\u2066-\u2069]/gu, (c) => (c === '\n' || c === '\t' ? c : ''));
}

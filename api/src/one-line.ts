/** Text without control characters, line ends and direction overrides, which can make "gnp.exe" read as "exe.png". */
export function oneLine(text: string): string {
  return text.replace(/[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]/gu, '').trim();
}

/** Keeps a choice of how pages look for a year, where the server sees it with the next request. */
export function keepCookie(name: string, value: string): void {
  const secure = location.protocol === 'https:' ? '; secure' : '';
  // biome-ignore lint/suspicious/noDocumentCookie: the Cookie Store API is not everywhere yet
  document.cookie = `${name}=${value}; path=/; max-age=${365 * 86_400}; samesite=lax${secure}`;
}

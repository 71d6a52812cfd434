/** The address of a link in a foreign text, or null for one that is not followed, such as `javascript:`. */
export function safeLink(href: string): string | null {
  if (!URL.canParse(href)) return null;
  const { protocol, href: whole } = new URL(href);
  return ['https:', 'http:', 'mailto:'].includes(protocol) ? whole : null;
}

/** The policy with these origins added to its directives; absent origins and directives are passed over. */
export function allowOrigins(policy: string, more: Record<string, readonly (string | null)[]>): string {
  return policy
    .split(';')
    .map((directive) => {
      const name = directive.trim().split(/\s+/)[0] ?? '';
      const origins = (more[name] ?? []).filter((origin) => origin !== null);
      return [directive.trim(), ...origins].join(' ');
    })
    .join('; ');
}

/** The origin of a URL, or null when there is none: nothing else may end up in the header. */
export function originOf(url: string | undefined): string | null {
  if (!url || !URL.canParse(url)) return null;
  const { origin } = new URL(url);
  return origin === 'null' ? null : origin;
}

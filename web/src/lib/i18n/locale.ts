export const locales = ['en', 'de'] as const;
export type Locale = (typeof locales)[number];

/** Holds the language that a person chose; without it the browser's own wish counts. */
export const languageCookie = 'snaprun-language';

export function isLocale(value: string | undefined): value is Locale {
  return locales.some((locale) => locale === value);
}

/** The language of a tag such as `de-AT`; English where there are no words in it. */
export function localeOf(tag: string): Locale {
  const language = tag.toLowerCase().split('-')[0];
  return isLocale(language) ? language : 'en';
}

/**
 * The tag of the language to speak, such as `de-AT`.
 *
 * A chosen language keeps the region that the browser names with it, since dates and numbers depend on it.
 */
export function chooseLanguage(chosen: string | undefined, acceptLanguage: string | null): string {
  const wishes = (acceptLanguage ?? '')
    .split(',')
    .map((wish) => {
      const [tag = '', ...parameters] = wish.trim().split(';');
      const q = parameters.map((one) => /^\s*q=([\d.]+)\s*$/.exec(one)?.[1]).find((one) => one !== undefined);
      return { tag: canonical(tag), weight: q === undefined ? 1 : Number(q) };
    })
    .filter(({ tag, weight }) => tag !== null && weight > 0)
    .sort((one, other) => other.weight - one.weight)
    .map(({ tag }) => tag ?? '');
  const known = wishes.filter((tag) => isLocale(tag.split('-')[0]));
  if (isLocale(chosen)) return known.find((tag) => localeOf(tag) === chosen) ?? chosen;
  return known[0] ?? 'en';
}

/** The tag as the standard writes it, or null for what is none: it ends up in the page. */
function canonical(tag: string): string | null {
  try {
    return Intl.getCanonicalLocales(tag)[0] ?? null;
  } catch {
    return null;
  }
}

import { english, type Text } from './en/text.ts';
import { locale } from './language.ts';
import type { Locale } from './locale.ts';

const known: { en: Text } & Partial<Record<Locale, Text>> = { en: english };

/** Fetches the words of a language; English is always there, so that nothing is ever without words. */
export async function loadText(wanted: Locale): Promise<void> {
  if (wanted === 'de') known.de ??= (await import('./de/text.ts')).german;
}

/** Every sentence of the pages, in the language of the moment: `text.jobs.title`. */
export const text: Text = new Proxy(english, {
  get: (_english, section) => Reflect.get(known[locale()] ?? english, section),
});

import { type Locale, localeOf } from './locale.ts';

/** On a server one process speaks many languages: its hook says which one the request at hand is in. */
let ofRequest: () => string | undefined = () => undefined;

export function readLanguageFrom(read: () => string | undefined): void {
  ofRequest = read;
}

/** The language of this page as a tag such as `de-AT`, by which dates and numbers are written. */
export function languageTag(): string {
  return ofRequest() || globalThis.document?.documentElement.lang || 'en';
}

export function locale(): Locale {
  return localeOf(languageTag());
}

import type { ClientInit, HandleClientError } from '@sveltejs/kit/hooks';
import { locale } from '#lib/i18n/language.ts';
import { loadText } from '#lib/i18n/text.ts';
import { reportPageError } from '#lib/report-page-error.ts';

/** The words are there before the first page is made; the server has written into it which language it speaks. */
export const init: ClientInit = () => {
  // What is thrown in an event handler, or by a promise that nobody waits for, never reaches the framework.
  window.addEventListener('error', ({ error }) => void reportPageError(error));
  window.addEventListener('unhandledrejection', ({ reason }) => void reportPageError(reason));
  return loadText(locale());
};

export const handleError: HandleClientError = ({ kind, error }) => {
  if (kind === 'unknown') void reportPageError(error);
};

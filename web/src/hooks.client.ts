import type { ClientInit } from '@sveltejs/kit/hooks';
import { locale } from '#lib/i18n/language.ts';
import { loadText } from '#lib/i18n/text.ts';

/** The words are there before the first page is made; the server has written into it which language it speaks. */
export const init: ClientInit = () => loadText(locale());

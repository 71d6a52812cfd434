import { AsyncLocalStorage } from 'node:async_hooks';
import type { Handle, HandleServerError, ServerInit } from '@sveltejs/kit/hooks';
import { allowOrigins, originOf } from '#lib/content-security-policy.ts';
import { readLanguageFrom } from '#lib/i18n/language.ts';
import { chooseLanguage, languageCookie, locales } from '#lib/i18n/locale.ts';
import { loadText } from '#lib/i18n/text.ts';
import { reportServerError } from '#lib/server/report-server-error.ts';
import { clerkKey, clerkOrigin } from '#lib/sign-in-service.ts';
import { themeCookie, themeOf } from '#lib/theme.ts';
import { S3_ENDPOINT, S3_PUBLIC_ENDPOINT } from '$app/env/private';
import { PUBLIC_API_URL, SENTRY_DSN } from '$app/env/public';

const storage = originOf(S3_PUBLIC_ENDPOINT ?? S3_ENDPOINT);
const api = originOf(PUBLIC_API_URL);
const sentry = originOf(SENTRY_DSN);
const clerk = clerkOrigin(clerkKey);
/** Where Clerk keeps people's portraits. */
const clerkPictures = clerk && 'https://img.clerk.com';
const language = new AsyncLocalStorage<string>();

export const init: ServerInit = async () => {
  readLanguageFrom(() => language.getStore());
  await Promise.all(locales.map(loadText));
};

export const handle: Handle = async ({ event, resolve }) => {
  const spoken = chooseLanguage(
    event.cookies.get(languageCookie),
    event.request.headers.get('accept-language'),
  );
  const theme = themeOf(event.cookies.get(themeCookie));
  const response = await language.run(spoken, () =>
    resolve(event, {
      // The font comes with the first page, or that page is drawn without it.
      preload: ({ type }) => type !== 'asset',
      transformPageChunk: ({ html }) =>
        html.replace('<html lang="en" data-theme="system">', `<html lang="${spoken}" data-theme="${theme}">`),
    }),
  );
  const policy = response.headers.get('content-security-policy');
  if (policy !== null) {
    const open = allowOrigins(policy, {
      'connect-src': [api, storage, sentry, clerk],
      'img-src': [storage, clerk, clerkPictures],
      'script-src': [clerk],
      // Clerk renews sessions of hidden tabs from a worker.
      'worker-src': [clerk && 'blob:'],
    });
    response.headers.set('content-security-policy', open);
    response.headers.set('vary', 'cookie, accept-language');
  }
  response.headers.set('x-content-type-options', 'nosniff');
  response.headers.set('referrer-policy', 'no-referrer');
  return response;
};

export const handleError: HandleServerError = async ({ kind, error }) => {
  if (kind !== 'unknown') return;
  const { name, message, stack } = error instanceof Error ? error : new Error(String(error));
  const line = { at: new Date().toISOString(), level: 'error', process: 'web', message: 'a page failed' };
  console.error(JSON.stringify({ ...line, error: { name, message, stack } }));
  await reportServerError(error);
};

import { error } from '@sveltejs/kit';
import * as v from 'valibot';
import { text } from '#lib/i18n/text.ts';
import { SharedResult } from '#lib/shapes.ts';
import { API_URL } from '$app/env/private';
import { PUBLIC_API_URL } from '$app/env/public';
import type { PageServerLoad } from './$types';
import { type SharedTexts, sharedTexts } from './shared-texts.ts';

const patienceMs = 10_000;

/** The shared result, asked for without any session; null where only the browser knows the way to the api. */
export const load: PageServerLoad = async ({
  params,
  setHeaders,
}): Promise<{ shared: SharedResult | null; texts: SharedTexts }> => {
  // The links in it live for minutes, and nobody else's cache is to hold what may be withdrawn.
  setHeaders({ 'cache-control': 'private, no-store', 'x-robots-tag': 'noindex' });
  const api = API_URL ?? PUBLIC_API_URL;
  if (api === '') return { shared: null, texts: {} };
  const shared = await read(`${api}/v1/shares/${encodeURIComponent(params.token)}`);
  return { shared, texts: await sharedTexts(shared.artifacts) };
};

async function read(url: string): Promise<SharedResult> {
  let answer: Response;
  try {
    answer = await fetch(url, { signal: AbortSignal.timeout(patienceMs) });
  } catch {
    error(503, text.failures.unreachable);
  }
  if (answer.status === 404 || answer.status === 410) error(404, text.share.gone);
  const parsed = v.safeParse(SharedResult, await answer.json().catch(() => null));
  if (!answer.ok || !parsed.success) error(503, text.failures.status(answer.status));
  return parsed.output;
}

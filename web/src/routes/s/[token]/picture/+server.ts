import { error } from '@sveltejs/kit';
import * as v from 'valibot';
import { SharedResult } from '#lib/shapes.ts';
import { API_URL } from '$app/env/private';
import { PUBLIC_API_URL } from '$app/env/public';
import type { RequestHandler } from './$types';

/**
 * Leads to the picture of a shared result: its figure, or else what was uploaded.
 *
 * Previews of links keep this address, while the links into the storage live for minutes.
 */
export const GET: RequestHandler = async ({ params }) => {
  const api = API_URL ?? PUBLIC_API_URL;
  if (api === '') error(404);
  const answer = await fetch(`${api}/v1/shares/${encodeURIComponent(params.token)}`, {
    signal: AbortSignal.timeout(10_000),
  });
  const parsed = v.safeParse(SharedResult, await answer.json().catch(() => null));
  if (!answer.ok || !parsed.success) error(404);
  const { artifacts, picture } = parsed.output;
  const figure = artifacts.find(({ mediaType }) => mediaType === 'image/png');
  return new Response(null, {
    status: 302,
    headers: { location: figure?.url ?? picture.url, 'cache-control': 'no-store', 'x-robots-tag': 'noindex' },
  });
};

import type OpenAI from 'openai';
import { z } from 'zod';

/** Listing models takes no model; what does not answer by then is not waited for. */
const listMs = 5_000;

const Window = z.int().min(256).max(10_000_000).optional().catch(undefined);
/** vLLM tells `max_model_len`; llama.cpp tells its own under `meta`. */
const List = z.array(
  z.looseObject({
    id: z.string().max(300),
    max_model_len: Window,
    meta: z.looseObject({ n_ctx: Window }).optional().catch(undefined),
  }),
);

export interface ListedModel {
  id: string;
  /** In tokens, prompt and answer together; null where the server does not tell it. */
  window: number | null;
}

/** The models that a server lists, or null where it lists none; never throws. */
export async function listModels(client: OpenAI): Promise<ListedModel[] | null> {
  const listed = await client.models.list({ signal: AbortSignal.timeout(listMs) }).then(
    (list) => List.safeParse(list.data),
    () => null, // not every server lists its models, and the request itself will tell what is wrong
  );
  if (!listed?.success) return null;
  return listed.data.map((one) => ({ id: one.id, window: one.max_model_len ?? one.meta?.n_ctx ?? null }));
}

import { type ModelEndpoint, type ModelRole, modelRoles } from '@snaprun/core/config';
import { readBody } from '@snaprun/core/read-body';
import { z } from 'zod';
import type { AppDeps } from './deps.ts';
import type { ModelHealth, ModelReplica } from './shapes/health.ts';

const freshMs = 10_000;
const patienceMs = 3000;

/** Far more than any list of models has. */
const maxListBytes = 1_000_000;

const ModelList = z.object({ data: z.array(z.object({ id: z.string() })) });

/** What was seen last, and when (ms since the epoch). */
export interface KeptLook {
  last?: { at: number; health: ModelHealth };
}

/** A look at every replica of every role, kept for ten seconds; many who ask at once share one look. */
export function createModelHealth({
  models,
  fetch,
  modelLook: kept = {},
}: Pick<AppDeps, 'models' | 'fetch' | 'modelLook'>): () => Promise<ModelHealth> {
  let looking: Promise<ModelHealth> | undefined;
  return async () => {
    if (kept.last !== undefined && Date.now() - kept.last.at < freshMs) return kept.last.health;
    looking ??= lookAtAll().finally(() => {
      looking = undefined;
    });
    return looking;
  };

  async function lookAtAll(): Promise<ModelHealth> {
    const at = Date.now();
    const health = { roles: await Promise.all(modelRoles.map((role) => lookAtRole(role, models[role]))) };
    kept.last = { at, health };
    return health;
  }

  async function lookAtRole(role: ModelRole, endpoint: ModelEndpoint): Promise<ModelHealth['roles'][number]> {
    const replicas = await Promise.all(
      endpoint.baseUrls.map((baseUrl, i) => lookAtReplica(i + 1, baseUrl, endpoint)),
    );
    return { role, model: endpoint.model, demo: endpoint.model.startsWith('demo-'), replicas };
  }

  async function lookAtReplica(
    replica: number,
    baseUrl: string,
    endpoint: ModelEndpoint,
  ): Promise<ModelReplica> {
    const startedAt = performance.now();
    const seen = await ask(baseUrl, endpoint).catch((error: unknown) => describeSilence(error));
    const latencyMs = seen.answered ? Math.round((performance.now() - startedAt) * 10) / 10 : null;
    return {
      replica,
      status: seen.status,
      latencyMs,
      message: seen.message,
      checkedAt: new Date().toISOString(),
    };
  }

  async function ask(baseUrl: string, { apiKey, model }: ModelEndpoint): Promise<Seen> {
    const headers: Record<string, string> = apiKey === null ? {} : { authorization: `Bearer ${apiKey}` };
    const response = await fetch(`${baseUrl}/models`, {
      headers,
      redirect: 'error',
      signal: AbortSignal.timeout(patienceMs),
    });
    const text = new TextDecoder().decode(await readBody(response, maxListBytes));
    if (response.status === 503)
      return {
        answered: true,
        status: 'warming',
        message: 'It is starting; it answers that it is not ready yet.',
      };
    if (!response.ok)
      return { answered: true, status: 'down', message: `It answers with HTTP ${response.status}.` };
    const list = ModelList.safeParse(parseJson(text));
    if (!list.success)
      return { answered: true, status: 'down', message: 'It answers, but not with a list of models.' };
    if (!list.data.data.some(({ id }) => id === model))
      return {
        answered: true,
        status: 'down',
        message: `It answers, but does not serve the model ${model}.`,
      };
    return { answered: true, status: 'ok', message: `It serves ${model}.` };
  }
}

interface Seen {
  answered: boolean;
  status: ModelReplica['status'];
  message: string;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null; // a proxy's page, for example: no list of models
  }
}

function describeSilence(error: unknown): Seen {
  // An endpoint that is scaled to zero holds the connection open while it starts; one that is away refuses it.
  const slow = error instanceof Error && error.name === 'TimeoutError';
  return slow
    ? {
        answered: false,
        status: 'warming',
        message: `It has not answered within ${patienceMs / 1000} s; it may be starting.`,
      }
    : { answered: false, status: 'down', message: 'It cannot be reached.' };
}

import type { ModelEndpoint, ModelRole } from '@snaprun/core/config';
import { AppError } from '@snaprun/core/errors';
import { readBody } from '@snaprun/core/read-body';
import { z } from 'zod';
import type { AppDeps } from './deps.ts';
import { getFile } from './files.ts';
import { checkPicture } from './picture-check.ts';
import type { ModelTest, NewModelTest } from './shapes/model-test.ts';

const patienceMs = 60_000;
/** Enough to see how a model speaks. */
const maxTokens = 512;
const maxAnswerBytes = 1_000_000;
/** The product shrinks what it shows to a model; here the picture goes as it is, so it has to be small. */
const maxPictureBytes = 4_000_000;

const Count = z.int().min(0).nullable().catch(null);
const Completion = z.looseObject({
  choices: z
    .array(
      z.looseObject({
        finish_reason: z.string().nullish().catch(null),
        message: z
          .looseObject({ content: z.string().nullish().catch(null) })
          .nullish()
          .catch(null),
      }),
    )
    .min(1),
  usage: z.looseObject({ prompt_tokens: Count, completion_tokens: Count }).nullish().catch(null),
});

type Deps = Pick<AppDeps, 'db' | 'storage' | 'models' | 'fetch'>;

/** Asks a role straight, one replica after the other until one answers; what goes wrong there is part of the result. */
export async function testModel(
  deps: Deps,
  userId: string,
  role: ModelRole,
  { prompt, fileId }: NewModelTest,
): Promise<ModelTest> {
  if (fileId !== undefined && role !== 'vision')
    throw new AppError(
      'unprocessable',
      `Only the vision role is shown pictures; leave fileId out for ${role}.`,
    );
  const picture = fileId === undefined ? null : await dataUrlOf(deps, userId, fileId);
  const content =
    picture === null
      ? prompt
      : [
          { type: 'text', text: prompt },
          { type: 'image_url', image_url: { url: picture } },
        ];
  const endpoint = deps.models[role];
  const { model } = endpoint;
  const body = JSON.stringify({
    model,
    messages: [{ role: 'user', content }],
    max_tokens: maxTokens,
    temperature: 0,
  });
  const signal = AbortSignal.timeout(patienceMs);
  const startedAt = performance.now();
  let answered: Answered = nothing('No replica is set.');
  for (const baseUrl of endpoint.baseUrls) {
    answered = await ask(deps.fetch, baseUrl, endpoint, body, signal).catch((error: unknown) =>
      nothing(describeSilence(error)),
    );
    if (answered.answer !== null) break;
  }
  const latencyMs = Math.round(performance.now() - startedAt);
  return { role, model, demo: model.startsWith('demo-'), ...answered, latencyMs };
}

type Answered = Pick<ModelTest, 'answer' | 'finishReason' | 'problem' | 'tokensIn' | 'tokensOut'>;

function nothing(problem: string): Answered {
  return { answer: null, finishReason: null, problem, tokensIn: null, tokensOut: null };
}

async function ask(
  fetch: AppDeps['fetch'],
  baseUrl: string,
  { apiKey }: ModelEndpoint,
  body: string,
  signal: AbortSignal,
): Promise<Answered> {
  const response = await fetch(`${baseUrl}/chat/completions`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      ...(apiKey === null ? {} : { authorization: `Bearer ${apiKey}` }),
    },
    body,
    redirect: 'error',
    signal,
  });
  const text = new TextDecoder().decode(await readBody(response, maxAnswerBytes));
  if (response.status === 503) return nothing('The model is not ready yet; it may be starting.');
  // Bodies of errors may hold the prompt, addresses or more; the status says enough.
  if (!response.ok) return nothing(`The model's server answers with HTTP ${response.status}.`);
  const completion = Completion.safeParse(parseJson(text));
  if (!completion.success) return nothing('The server answers, but not as a model does.');
  const [choice] = completion.data.choices;
  const answer = choice?.message?.content ?? null;
  return {
    answer: answer?.toWellFormed() ?? null,
    finishReason: choice?.finish_reason ?? null,
    problem: answer === null ? 'The model sent an answer without content.' : null,
    tokensIn: completion.data.usage?.prompt_tokens ?? null,
    tokensOut: completion.data.usage?.completion_tokens ?? null,
  };
}

async function dataUrlOf({ db, storage }: Deps, userId: string, fileId: string): Promise<string> {
  const file = await getFile(db, userId, fileId);
  if (file.bytes > maxPictureBytes)
    throw new AppError(
      'payload_too_large',
      `The picture has ${file.bytes} bytes; for a test it may have ${maxPictureBytes}.`,
    );
  const verdict = file.state === 'ready' ? { ok: true as const } : await checkPicture(storage, file);
  if (!verdict.ok) throw new AppError('unprocessable', verdict.reason);
  const bytes = await storage.read(file.objectKey, maxPictureBytes);
  if (bytes === null) throw new AppError('not_found', `The picture of ${fileId} is gone. Upload it again.`);
  const text = Array.from(bytes, (byte) => String.fromCharCode(byte)).join('');
  return `data:${file.mediaType};base64,${btoa(text)}`;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null; // a proxy's page, for example: no answer of a model
  }
}

function describeSilence(error: unknown): string {
  return error instanceof Error && error.name === 'TimeoutError'
    ? `The model has not answered within ${patienceMs / 1000} s; it may be starting.`
    : 'The model cannot be reached, or its answer breaks off.';
}

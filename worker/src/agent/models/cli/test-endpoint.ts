import type { ModelRole } from '@snaprun/core/config';
import type { Patience } from '../../budgets.ts';
import type { Completion } from '../completion.ts';
import { createEndpoint, type Endpoint } from '../endpoint.ts';
import type { ModelRequest } from '../model-client.ts';
import { estimateTokens } from '../token-estimate.ts';
import { Trouble, troubles } from '../trouble.ts';
import { advise } from './advice.ts';
import type { EndpointReport } from './endpoint-report.ts';
import { type Sample, schemaCanary, windowCanary } from './sample-requests.ts';

export interface EndpointTest {
  role: ModelRole;
  replica: number;
  baseUrl: string;
  apiKey: string | null;
  model: string;
  sample: Sample;
  patience: Patience;
  signal: AbortSignal;
}

/** Asks one endpoint what the product asks, and what shows its limits; trouble is part of the report. */
export async function testEndpoint(test: EndpointTest): Promise<EndpointReport> {
  const { role, replica, baseUrl, model, sample, patience, signal } = test;
  const endpoint = createEndpoint(test, patience);
  const served = await endpoint.listModels();
  const main = await timed(endpoint, sample.request, signal);
  const text = main.completion?.text ?? '';
  const seen = main.completion?.finish === 'stop' ? sample.describe(text) : null;
  if (main.completion !== null) await canaries(endpoint, signal);
  const { facts } = endpoint;
  const tokensOut = main.completion?.tokensOut ?? (text === '' ? null : estimateTokens(text));
  const report: EndpointReport = {
    role,
    replica,
    address: addressOf(baseUrl),
    model,
    demo: model.startsWith('demo-'),
    works: seen !== null,
    says: seen ?? complaint(main.trouble, main.completion),
    trouble: main.trouble?.trouble ?? null,
    firstByteMs: main.firstByteMs,
    latencyMs: main.latencyMs,
    tokensIn: main.completion?.tokensIn ?? null,
    tokensOut,
    tokensPerSecond:
      tokensOut && main.latencyMs ? Math.round((tokensOut / main.latencyMs) * 10_000) / 10 : null,
    served,
    ...facts,
    advice: [],
  };
  return { ...report, advice: advise(report, test.apiKey) };
}

interface Timed {
  completion: Completion | null;
  trouble: Trouble | null;
  firstByteMs: number | null;
  latencyMs: number | null;
}

async function timed(endpoint: Endpoint, request: ModelRequest, signal: AbortSignal): Promise<Timed> {
  const startedAt = performance.now();
  const passed = () => Math.round(performance.now() - startedAt);
  let firstByteMs: number | null = null;
  try {
    const completion = await endpoint.ask(request, signal, () => {
      firstByteMs ??= passed();
    });
    return { completion, trouble: null, firstByteMs, latencyMs: passed() };
  } catch (error) {
    signal.throwIfAborted();
    if (!(error instanceof Trouble)) throw error;
    return { completion: null, trouble: error, firstByteMs, latencyMs: null };
  }
}

/** What the product's own prompt did not show; an endpoint that fails here still works. */
async function canaries(endpoint: Endpoint, signal: AbortSignal): Promise<void> {
  if (endpoint.facts.schema === null || endpoint.facts.schema === 'accepted')
    await timed(endpoint, schemaCanary, signal);
  if (endpoint.facts.window === null) await timed(endpoint, windowCanary, signal);
}

function complaint(trouble: Trouble | null, completion: Completion | null): string {
  if (trouble) return `${troubles[trouble.trouble].says}${trouble.status ? ` (HTTP ${trouble.status})` : ''}`;
  if (completion?.finish === 'length') return 'its answer was cut off before it was complete';
  if (completion?.finish === 'looping') return 'it says the same again and again';
  if (!completion?.text) return 'it answers nothing';
  return 'its answer is not what was asked for';
}

/** Addresses are shown to whoever set them, but passwords in them are not. */
function addressOf(baseUrl: string): string {
  const { protocol, host, pathname } = new URL(baseUrl);
  return `${protocol}//${host}${pathname}`;
}

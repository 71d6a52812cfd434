import type { ModelRole } from '@snaprun/core/config';
import { budgets } from '../../budgets.ts';
import type { TroubleName } from '../trouble.ts';
import type { EndpointReport } from './endpoint-report.ts';

/** What each role's prompts and answers take at most, picture included. */
const neededWindow: Readonly<Record<ModelRole, number>> = {
  vision: budgets.visionAnswer + 3_500,
  reasoning: 2_048,
  code: budgets.coderWindow,
};
/** At this pace a program takes over two minutes. */
const slowTokensPerSecond = 12;
const soonDays = 30;

type Facts = Omit<EndpointReport, 'advice'>;

/** What to change, one sentence each, the most important first. */
export function advise(report: Facts, apiKey: string | null): string[] {
  const name = report.role.toUpperCase();
  const { trouble, served, model, window, schema, works } = report;
  const sentences = [
    trouble &&
      (forTrouble[trouble]?.(name) ??
        'See the log of the model server; the request itself is the product’s own.'),
    served &&
      !served.includes(model) &&
      trouble &&
      `It serves ${served.slice(0, 5).join(', ')}: set ${name}_MODEL to one of these.`,
    !works &&
      !trouble &&
      'The model does not do what the prompt asks: check that it is an instruct model with its chat template.',
    works &&
      schema === 'refused' &&
      'It refuses response_format json_schema; the schema goes into the prompt. A server that applies schemas (vLLM 0.12 or newer) is more reliable.',
    works &&
      schema === 'ignored' &&
      'It takes response_format json_schema but does not apply it; the schema goes into the prompt as well. vLLM 0.12 or newer applies it.',
    window !== null &&
      window < neededWindow[report.role] &&
      `Its window is ${window} tokens; this role uses up to ${neededWindow[report.role]}. Serve it with --max-model-len ${neededWindow[report.role]} or more.`,
    works &&
      report.streaming !== 'works' &&
      'It does not stream: a slow answer cannot be told from a hanging one, so hangs are noticed later.',
    report.tokensPerSecond !== null &&
      report.tokensPerSecond < slowTokensPerSecond &&
      (report.tokensOut ?? 0) > 20 &&
      `It writes ${report.tokensPerSecond} tokens a second; a program may take ${Math.round(budgets.coderAnswer / report.tokensPerSecond)} s. More replicas do not help one job; a faster GPU or a smaller quantisation does.`,
    ...keyAdvice(apiKey, name),
  ];
  return sentences.filter((sentence) => typeof sentence === 'string');
}

const forTrouble: Partial<Record<TroubleName, (name: string) => string>> = {
  unreachable: (name) => `Check ${name}_BASE_URL, and that this machine may reach it; it ends in /v1.`,
  starting: () =>
    'Wait until it has started and try again; a minimum of one worker keeps it from being scaled to zero.',
  busy: () => 'It is at its limit; try again, or add a replica.',
  gateway: () => 'The proxy works, the model behind it does not; it may be starting, or have crashed.',
  no_first_byte: () => 'It may be starting (try again with --timeout 600), or hang.',
  too_slow: () => 'Try again with a longer --timeout, or serve it on a faster GPU.',
  not_an_api: (name) =>
    `What answers there is no OpenAI-compatible API; check ${name}_BASE_URL, which ends in /v1.`,
  redirected: (name) => `Set ${name}_BASE_URL to the address it points to; redirects are not followed.`,
  refuses_key: (name) =>
    `Set ${name}_API_KEY (or ${name}_API_KEY_FILE) to a key that is valid for this endpoint.`,
  unknown_model: (name) => `Check ${name}_MODEL and ${name}_BASE_URL, which ends in /v1.`,
  no_pictures: (name) => `Set ${name}_MODEL to a model that takes pictures, and serve it with them enabled.`,
  too_long: () => 'Its window is too small for this role.',
};

/** Keys that are JSON web tokens say when they end. */
function keyAdvice(apiKey: string | null, name: string): string[] {
  const [, payload] = apiKey?.split('.') ?? [];
  if (payload === undefined) return [];
  const ends = expiry(payload);
  const days = ends === null ? null : Math.floor((ends * 1000 - Date.now()) / 86_400_000);
  if (days === null || days > soonDays) return [];
  return [
    days < 0
      ? `${name}_API_KEY has expired; make a new one.`
      : `${name}_API_KEY expires in ${days} days; make a new one.`,
  ];
}

function expiry(payload: string): number | null {
  try {
    const claims: unknown = JSON.parse(Buffer.from(payload, 'base64url').toString('utf8'));
    return typeof claims === 'object' && claims !== null && 'exp' in claims && typeof claims.exp === 'number'
      ? claims.exp
      : null;
  } catch {
    return null; // a key with dots in it, and no token
  }
}

import { type ModelRole, modelRoles } from '@snaprun/core/config';
import { piece, type ScriptedReply } from '../models/scripted-model-server.ts';
import { decides, seen } from '../test-bench.ts';
import { good, type Misbehaviour, type Script } from './misbehaviour.ts';

const page = '<!doctype html><title>502 Bad Gateway</title><h1>nginx</h1>';
const well: Record<ModelRole, (n: number) => ScriptedReply> = {
  vision: () => seen,
  reasoning: (n) => decides(n === 1 ? 'write_code' : 'finish'),
  code: () => good,
};

/** What servers do in the place of answering: whatever the role, and for ever. */
const forEver: [string, ScriptedReply, RegExp][] = [
  ['hangs', 'hang', /did not answer in time/],
  ['drips', 'drip', /did not finish its answer in time/],
  ['keeps the connection open with comments', 'pings', /did not answer in time/],
  ['resets the connection', 'break', /broke off/],
  ['breaks off in the middle', 'break_off', /broke off/],
  ['ends its stream without an end', { events: [piece('Here')] }, /broke off/],
  ['answers 500', { status: 500 }, /error of its own/],
  ['is not ready (503)', { status: 503 }, /not ready yet/],
  ['is busy (429)', { status: 429 }, /is busy/],
  ['is busy for a week (Retry-After)', { status: 429, headers: { 'retry-after': '604800' } }, /is busy/],
  ['is behind a proxy that answers 502 in HTML', { body: page, type: 'text/html', status: 502 }, /proxy/],
  ['is a page in HTML', { body: page, type: 'text/html' }, /no answer of a model/],
  ['sends 20 MB', { body: `"${'x'.repeat(20_000_000)}"` }, /far more than was asked/],
  ['sends without end', 'flood', /far more than was asked/],
  ['points elsewhere', { redirect: 'http://127.0.0.1:9/v1' }, /another address/],
  ['refuses the key', { status: 401 }, /refuses the key/],
  ['does not know the model', { status: 404 }, /does not know the model/],
  ['refuses every request', { status: 422 }, /refuses the request/],
];

/** What passes: the job waits, or asks again, and goes on as if nothing had been. */
const passing: [string, (role: ModelRole) => Script][] = [
  [
    'starts cold (503 three times)',
    (role) => after([{ status: 503 }, { status: 503 }, { status: 503 }], role),
  ],
  ['starts cold, holding the connection', (role) => after(['hang'], role)],
  [
    'is busy for a second (Retry-After)',
    (role) => after([{ status: 429, headers: { 'retry-after': '1' } }], role),
  ],
  ['flaps', (role) => flapping(role)],
  ['breaks off once', (role) => after(['break_off'], role)],
];

export const ofEveryRole: Misbehaviour[] = modelRoles.flatMap((role) => [
  ...forEver.map(
    ([name, reply, why]): Misbehaviour => ({
      role,
      name,
      script: [reply],
      // Without the reasoning model a job goes on, and says so.
      outcome: role === 'reasoning' ? 'reproduced' : 'model_unavailable',
      reason: role === 'reasoning' ? /The reasoning model could not decide/ : why,
    }),
  ),
  ...passing.map(
    ([name, script]): Misbehaviour => ({
      role,
      name,
      script: script(role),
      outcome: 'reproduced',
      reason:
        role === 'reasoning' ? /reproduced/ : /^The picture was reproduced: 2 of 2 values agree[^.]*\.$/,
    }),
  ),
]);

function after(troubles: readonly ScriptedReply[], role: ModelRole): Script {
  return (_request, n) => troubles[n - 1] ?? well[role](n - troubles.length);
}

/** Every second request fails, each time in another way. */
function flapping(role: ModelRole): Script {
  const ways: ScriptedReply[] = [{ status: 503 }, 'break', { status: 500 }];
  return (_request, n) => (n % 2 === 1 ? ways[((n - 1) / 2) % ways.length] : undefined) ?? well[role](n / 2);
}

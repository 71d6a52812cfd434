import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { postDelivery } from './post-delivery.ts';
import { localReach, startReceiver } from './test-receiver.ts';
import { secret } from './webhook-bench.ts';

const docs = readFileSync(new URL('../../../docs/api.md', import.meta.url), 'utf8');
const section = docs.slice(docs.indexOf('\n## Webhooks'));
const example = (language: string) => section.split(`\`\`\`${language}\n`)[1]?.split('```')[0] ?? '';

const other = `whsec_${Buffer.from('not the one that was given').toString('base64')}`;
const body = '{"type":"webhook.test","timestamp":"2026-01-31T12:00:00.000Z","data":{"message":"täst"}}';
const running = new AbortController().signal;
const post = (url: string, signedWith: string[]) =>
  postDelivery({ id: 'dlv_1', url, body, secrets: signedWith }, localReach, running);

test('the receiver of docs/api.md takes what is signed with its secret and refuses what is not', async () => {
  // An address that is free now.
  const { url, close } = await startReceiver();
  await close();
  const receiver = spawn(process.execPath, ['--input-type=module-typescript', '-e', example('ts')], {
    cwd: import.meta.dirname,
    env: { ...process.env, WEBHOOK_SECRET: secret, PORT: new URL(url).port },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  try {
    await once(receiver.stdout, 'data');
    expect(await post(url, [secret])).toMatchObject({ status: 204, error: null });
    expect(await post(url, [other])).toMatchObject({ status: 401 });
    expect(await post(url, [other, secret])).toMatchObject({ status: 204, error: null });
  } finally {
    receiver.kill();
    await once(receiver, 'exit');
  }
});

const hasPython = spawnSync('python3', ['--version']).status === 0;

test.skipIf(!hasPython)('so does the Python of docs/api.md (needs python3)', async () => {
  const { url, received, close } = await startReceiver();
  for (const secrets of [[secret], [other], [other, secret]]) await post(url, secrets);
  await close();
  const ask = `
import json, sys
print(json.dumps([is_ours(${JSON.stringify(secret)}, each["headers"], each["body"].encode()) for each in json.load(sys.stdin)]))`;
  const [first] = received;
  const old = { ...first, headers: { ...first?.headers, 'webhook-timestamp': '1700000000' } };
  const changed = { ...first, body: `${body} ` };
  const answer = execFileSync('python3', ['-c', example('python') + ask], {
    input: JSON.stringify([...received, old, changed]),
  });
  expect(JSON.parse(answer.toString())).toEqual([true, false, true, false, false]);
});

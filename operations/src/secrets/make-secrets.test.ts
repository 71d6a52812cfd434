import { readFileSync, statSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { makeSecrets, wantedSecrets } from './make-secrets.ts';

let home: string;
beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'snaprun-secrets-'));
});
afterAll(() => rm(home, { recursive: true }));

const compose = `services:
  api:
    secrets: [database_url]

# Files.
secrets:
  database_url: { file: ./secrets/database_url }
  postgres_password: { file: ./secrets/postgres_password }
  # From Clerk.
  clerk_jwt_key:
    file: ./secrets/clerk_jwt_key
  vision_api_key: { file: ./secrets/vision_api_key }
  code_api_key: { file: ./secrets/code_api_key }
`;

test('the secrets are those that the compose file names', () => {
  expect(wantedSecrets(compose)).toEqual([
    'database_url',
    'postgres_password',
    'clerk_jwt_key',
    'vision_api_key',
    'code_api_key',
  ]);
  expect(() => wantedSecrets('services: {}\n')).toThrow('names no secrets');
});

test('each is made once, long and random, in a folder that nobody else may enter, and never changed', async () => {
  const directory = join(home, 'secrets');
  const read = (name: string) => readFileSync(join(directory, name), 'utf8');
  const first = await makeSecrets(directory, wantedSecrets(compose));
  expect(first).toEqual([
    { name: 'postgres_password', state: 'made', hint: null },
    { name: 'clerk_jwt_key', state: 'to fill', hint: expect.stringContaining('JWT public key') },
    { name: 'vision_api_key', state: 'made', hint: null },
    { name: 'code_api_key', state: 'made', hint: null },
    { name: 'database_url', state: 'made', hint: null },
  ]);
  expect(statSync(directory).mode & 0o777).toBe(0o700);
  expect(statSync(join(directory, 'postgres_password')).mode & 0o777).toBe(0o444);
  expect(read('postgres_password')).toMatch(/^[0-9a-f]{64}$/);
  expect(read('database_url')).toBe(`postgres://snaprun:${read('postgres_password')}@postgres:5432/snaprun`);
  expect(read('code_api_key')).toBe(read('vision_api_key'));

  const before = read('postgres_password');
  await writeFile(join(directory, 'clerk_jwt_key'), '-----BEGIN PUBLIC KEY-----');
  const second = await makeSecrets(directory, wantedSecrets(compose));
  expect(second.map(({ state }) => state)).toEqual(['kept', 'kept', 'kept', 'kept', 'kept']);
  expect(read('postgres_password')).toBe(before);
  expect(read('clerk_jwt_key')).toBe('-----BEGIN PUBLIC KEY-----');
});

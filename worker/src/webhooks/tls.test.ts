import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TLSSocket } from 'node:tls';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { postDelivery } from './post-delivery.ts';
import { localReach } from './test-receiver.ts';
import { secret } from './webhook-bench.ts';

const hasOpenssl = spawnSync('openssl', ['version']).status === 0;

describe.skipIf(!hasOpenssl)('over TLS (needs openssl)', () => {
  const folder = mkdtempSync(join(tmpdir(), 'snaprun-tls-'));
  const asked: unknown[] = [];
  let server: Server;
  let ca = '';
  let port = 0;
  beforeAll(async () => {
    const [key, cert] = [join(folder, 'key.pem'), join(folder, 'cert.pem')];
    const subject = ['-subj', '/CN=hooks.example.com', '-addext', 'subjectAltName=DNS:hooks.example.com'];
    const made = ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];
    execFileSync('openssl', [...made, ...subject, '-days', '2', '-keyout', key, '-out', cert], {
      stdio: 'ignore',
    });
    ca = readFileSync(cert, 'utf8');
    server = createServer({ key: readFileSync(key), cert: ca }, (request, response) => {
      asked.push((request.socket as TLSSocket & { servername: unknown }).servername, request.headers.host);
      response.end('ok');
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    port = (server.address() as AddressInfo).port;
  });
  afterAll(async () => {
    await new Promise((resolve) => server.close(resolve));
    rmSync(folder, { recursive: true });
  });

  const post = (host: string, more: { ca?: string } = { ca }) =>
    postDelivery(
      { id: 'dlv_1', url: `https://${host}:${port}/`, body: '{}', secrets: [secret] },
      { ...localReach, resolve: async () => ['127.0.0.1'], ...more },
      new AbortController().signal,
    );

  test('a receiver is asked for by its name, although it is connected to by its address', async () => {
    expect(await post('hooks.example.com')).toEqual({ status: 200, response: 'ok', error: null });
    expect(asked).toEqual(['hooks.example.com', `hooks.example.com:${port}`]);
  });

  test('a certificate for another name, or of nobody who is trusted, is not acceptable', async () => {
    expect((await post('other.example.com')).error).toBe(
      'The certificate of the receiver is not acceptable (ERR_TLS_CERT_ALTNAME_INVALID).',
    );
    expect((await post('127.0.0.1')).error).toMatch(/^The certificate of the receiver is not acceptable/);
    expect((await post('hooks.example.com', {})).error).toBe(
      'The certificate of the receiver is not acceptable (DEPTH_ZERO_SELF_SIGNED_CERT).',
    );
  });
});

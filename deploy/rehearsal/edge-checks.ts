import { run } from './run.ts';
import { project, type Stack } from './stack.ts';
import { holds, say } from './transcript.ts';

/** What Traefik must do and must not, seen from outside. */
export async function checkEdge(stack: Stack, httpPort: number, signedLink: string): Promise<void> {
  const { outside, origin, storageOrigin } = stack;
  const { hostname } = new URL(origin);

  const redirect = await outside(`http://${hostname}:${httpPort}/v1/jobs?cursor=x`);
  holds(
    `HTTP leads to HTTPS (${redirect.status} ${redirect.headers.location})`,
    redirect.status === 308 || redirect.status === 301,
    redirect.status,
  );

  const page = await outside(`${origin}/sign-in`);
  holds(`the pages answer (${page.status}, ${page.body.length} bytes)`, page.status === 200, page.status);
  for (const [name, wanted] of [
    ['strict-transport-security', /max-age=63072000/],
    ['x-content-type-options', /nosniff/],
    ['x-frame-options', /DENY/],
    ['referrer-policy', /no-referrer/],
    ['permissions-policy', /camera=\(\)/],
    ['content-security-policy', /default-src/],
  ] as const)
    holds(`header ${name}`, wanted.test(String(page.headers[name] ?? '')), page.headers[name]);
  holds('no header names a server', page.headers.server === undefined, page.headers.server);

  const ready = await outside(`${origin}/readyz`);
  holds('the api is ready', ready.status === 200, ready);
  const nobody = await outside(`${origin}/v1/jobs`);
  holds('without a token the api answers 401', nobody.status === 401, nobody.status);
  const forged = await outside(`${origin}/v1/jobs`, {
    headers: { authorization: 'Bearer eyJhbGciOiJub25lIn0.e30.' },
  });
  holds('a token without a signature is 401', forged.status === 401, forged.status);
  const large = await outside(`${origin}/v1/jobs`, { method: 'POST', body: Buffer.alloc(3_000_000) });
  holds('a body of 3 MB to the api is 413', large.status === 413, large.status);
  for (const path of ['/api/rawdata', '/dashboard/', '/metrics', '/ping'])
    holds(`no ${path} of Traefik's`, (await outside(`${origin}${path}`)).status === 404);

  const bucket = `${storageOrigin}/snaprun`;
  const trailer = { 'x-amz-content-sha256': 'STREAMING-UNSIGNED-PAYLOAD-TRAILER' };
  const put = (url: string, headers: Record<string, string>) =>
    outside(url, { method: 'PUT', headers, body: 'x' });
  const write = await put(`${bucket}/inputs/forged`, trailer);
  holds('a write with STREAMING-UNSIGNED-PAYLOAD-TRAILER is 403', write.status === 403, write);
  const keyInQuery = `X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=snaprun-api%2F20261128%2Fus-east-1%2Fs3%2Faws4_request&X-Amz-Signature=${'0'.repeat(64)}`;
  const inQuery = await put(`${bucket}/inputs/forged?${keyInQuery}`, trailer);
  holds('the same with a key id in the address is 403', inQuery.status === 403, inQuery);
  const lower = await put(`${bucket}/inputs/forged?${keyInQuery}`, {
    'x-amz-content-sha256': 'streaming-unsigned-payload-trailer',
  });
  holds('the same in small letters is 403', lower.status === 403, lower.status);
  const signedHeader = await put(`${bucket}/inputs/forged`, {
    authorization: 'AWS4-HMAC-SHA256 Credential=x',
  });
  holds('a write signed in a header does not get through', signedHeader.status === 404, signedHeader.status);
  for (const path of ['/', '/snaprun/', '/minio/health/live', '/minio/admin/v3/info', '/other/key'])
    holds(`nothing at ${path} of the storage`, (await outside(`${storageOrigin}${path}`)).status === 404);

  const flipped = signedLink.replace(
    /X-Amz-Signature=(.)/,
    (_, first) => `X-Amz-Signature=${first === '0' ? '1' : '0'}`,
  );
  const get = await outside(flipped);
  holds(`a link with another signature is ${get.status}`, get.status === 403, get.status);
  const preflight = await outside(`${bucket}/inputs/x`, {
    method: 'OPTIONS',
    headers: {
      origin,
      'access-control-request-method': 'PUT',
      'access-control-request-headers': 'content-type',
    },
  });
  holds(
    'the pages may upload (preflight)',
    preflight.headers['access-control-allow-origin'] === origin,
    preflight.headers,
  );
  const stranger = await outside(`${bucket}/inputs/x`, {
    method: 'OPTIONS',
    headers: { origin: 'https://evil.test', 'access-control-request-method': 'PUT' },
  });
  holds(
    'another site may not',
    stranger.headers['access-control-allow-origin'] === undefined,
    stranger.headers,
  );
}

/** The log of every request so far holds no query string. */
export async function checkAccessLog(stack: Stack): Promise<void> {
  const log = await stack.compose(['logs', '--no-log-prefix', 'traefik']);
  const lines = log.split('\n').filter((line) => line.includes('RouterName'));
  const leaks = lines.filter((line) => /X-Amz-|Signature|cursor=|\?/.test(line));
  holds(
    `the access log (${lines.length} lines) holds no query string`,
    lines.length > 0 && leaks.length === 0,
    leaks[0],
  );
  say(`    a line: ${lines.at(-1)?.slice(0, 220)}`);
}

/** What a container of the stack can do when it has been broken into. */
export async function checkContainers(stack: Stack): Promise<void> {
  const [worker = ''] = (await stack.compose(['ps', '--quiet', 'worker'])).split('\n');
  const inside = (script: string) =>
    run('docker', ['exec', worker, 'node', '-e', script], { withinMs: 30_000 }).then(
      (out) => out,
      (error: Error) => `failed: ${error.message.split('\n').at(-1)}`,
    );
  const who = await inside('console.log(process.getuid(), require("fs").existsSync("/var/run/docker.sock"))');
  holds(`the worker runs as ${who.split(' ')[0]} and has no Docker socket`, who === '1000 false', who);
  const caps = await inside(
    'console.log(/CapEff:\\s*(\\w+)/.exec(require("fs").readFileSync("/proc/self/status","utf8"))[1])',
  );
  holds(`it has no capability (${caps})`, /^0+$/.test(caps), caps);
  const write = await inside('require("fs").writeFileSync("/app/x", "")');
  holds('its root is read-only', /EROFS/.test(write) || write.startsWith('failed'), write);
  const listed = await run('docker', [
    'ps',
    '--filter',
    `label=com.docker.compose.project=${project}`,
    '--format',
    '{{.Names}} {{.Ports}}',
  ]);
  const published = listed.split('\n').filter((line) => line.includes('->'));
  holds(
    "only Traefik's ports are published",
    published.every((line) => line.includes('traefik')) && published.length === 1,
    published,
  );
}

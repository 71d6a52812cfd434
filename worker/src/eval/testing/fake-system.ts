import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { emptyReceipt } from '@snaprun/core/receipt';
import type { Spec } from '@snaprun/core/spec';

/** What the fake system answers to every picture. */
export interface FakeOutcome {
  status: 'succeeded' | 'failed';
  outcome: string;
  read: Spec | null;
  csv: string | null;
  figure: Uint8Array | null;
}

/** The api and the storage as far as the evaluation uses them; every job ends at once, as `outcomeOf` says for its name. */
export async function startFakeSystem(outcomeOf: (name: string) => FakeOutcome) {
  const jobs: { name: string; outcome: FakeOutcome }[] = [];
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    try {
      answer(request, Buffer.concat(chunks), response);
    } catch (error) {
      response.writeHead(500).end(String(error));
    }
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

  function answer(request: IncomingMessage, body: Buffer, response: ServerResponse): void {
    const route = `${request.method} ${request.url}`;
    const json = (value: unknown) =>
      response.setHeader('content-type', 'application/json').end(JSON.stringify(value));
    const [, id = '0', rest = ''] = /^\/v1\/jobs\/(\d+)(.*)$/.exec(request.url ?? '') ?? [];
    const job = jobs[Number(id)];
    if (route === 'POST /v1/local/sign-in') json({ token: 'token' });
    else if (route.startsWith('PUT /stored')) response.end();
    else if (route === 'GET /data.csv') response.end(jobs.at(-1)?.outcome.csv);
    else if (route === 'GET /figure.png') response.end(jobs.at(-1)?.outcome.figure);
    else if (request.headers.authorization !== 'Bearer token') response.writeHead(401).end();
    else if (route === 'POST /v1/files')
      json({ file: { id: 'fil_1' }, upload: { method: 'PUT', url: `${url}/stored`, headers: {} } });
    else if (route === 'POST /v1/jobs') {
      const { name } = JSON.parse(body.toString()) as { name: string };
      jobs.push({ name, outcome: outcomeOf(name) });
      json({ id: String(jobs.length - 1) });
    } else if (job && rest === '') json(jobShape(id, job.outcome));
    else if (job && rest === '/results') json(results(id, job.outcome));
    else if (job && rest === '/events')
      response.end(
        job.outcome.read
          ? `id: 1\nevent: image.read\ndata: ${JSON.stringify({ type: 'image.read', data: { spec: job.outcome.read } })}\n\n`
          : '',
      );
    else response.writeHead(404).end();
  }

  function results(id: string, outcome: FakeOutcome) {
    const files = [
      ...(outcome.csv === null ? [] : ['data.csv']),
      ...(outcome.figure === null ? [] : ['figure.png']),
    ];
    return {
      job: jobShape(id, outcome),
      attemptId: outcome.status === 'succeeded' ? 'att_1' : null,
      attempts: [
        {
          id: 'att_1',
          n: 1,
          origin: 'generated',
          code: '',
          critic: { blocked: false },
          execution: executionOf(outcome),
        },
      ],
      artifacts: files.map((name) => ({ attemptId: 'att_1', name, url: `${url}/${name}` })),
      fidelity: null,
    };
  }

  return {
    url,
    names: () => jobs.map(({ name }) => name),
    async close() {
      server.close();
      server.closeAllConnections();
    },
  };
}

function jobShape(id: string, { status, outcome }: FakeOutcome) {
  const error = status === 'failed' ? { code: outcome, message: 'It did not work.' } : null;
  return {
    id,
    status,
    outcome,
    error,
    queuedAt: new Date(0).toISOString(),
    summary: null,
    receipt: { ...emptyReceipt, modelCalls: 3, tokensIn: 100, tokensOut: 20 },
  };
}

function executionOf({ status }: FakeOutcome) {
  const limits = {
    wallMs: null,
    cpus: null,
    memoryBytes: null,
    processes: null,
    outputBytes: null,
    fileBytes: null,
    notEnforced: [],
  };
  return {
    status: status === 'succeeded' ? 'ok' : 'error',
    exitCode: status === 'succeeded' ? 0 : 1,
    stdout: '',
    stderr: '',
    truncated: false,
    durationMs: 1,
    cpuMs: null,
    peakMemoryBytes: null,
    driver: 'fake',
    runtime: 'fake',
    limits,
    error: null,
  };
}

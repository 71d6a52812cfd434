import { readFile } from 'node:fs/promises';
import { checkCompose } from './compose-checks.ts';
import { checkAccessLog, checkContainers, checkEdge } from './edge-checks.ts';
import { type Customer, createCustomer, type EndedJob } from './jobs.ts';
import { createPerson } from './person.ts';
import { run } from './run.ts';
import { createStack, project, root, type Stack } from './stack.ts';
import { buildTools, describeImages, ensureImages, tools } from './stand-ins.ts';
import { holds, say, show, timed } from './transcript.ts';

/**
 * What `make rehearse` runs: the real compose files on this machine, without an image registry, from nothing to a
 * clean teardown. Ends with 1 at the first thing that is not as it should be.
 */
const address = {
  host: 'app.localhost',
  storageHost: 'storage.localhost',
  httpPort: 18080,
  httpsPort: 18443,
};
const runtime = process.env.SANDBOX_RUNTIME || 'runsc';
const compose = `${tools}/docker-compose`;
const picture = await readFile(`${root}/local/samples/bar-chart.png`);

await buildTools();
const origin = `https://${address.host}:${address.httpsPort}`;
const person = createPerson('https://clerk.rehearsal.test', origin);
const stack = await createStack(compose, address, person, runtime);
say(stack.certificates);
try {
  checkCompose('docker-compose.yml', await stack.config());
  checkCompose('with docker-compose.prod.yml', await stack.config('docker-compose.prod.yml'));
  const images = (await stack.compose(['config', '--images'])).split('\n').toSorted();
  await ensureImages([...new Set(images)]);
  await describeImages();
  await rehearse(stack, createCustomer(stack.outside, origin, person));
} catch (error) {
  say(`NOT OK: ${error instanceof Error ? error.message : String(error)}`);
  show(await stack.compose(['ps', '--all']).catch(String));
  show(await stack.compose(['logs', '--tail', '12']).catch(String));
  process.exitCode = 1;
} finally {
  await timed('everything is stopped and removed', () => stack.remove());
  await checkNothingIsLeft();
}

async function rehearse(stack: Stack, customer: Customer): Promise<void> {
  await timed('healthy, with 3 workers', () =>
    stack.compose(
      ['up', '--detach', '--wait', '--no-build', '--wait-timeout', '420', '--scale', 'worker=3'],
      480_000,
    ),
  );
  await tellContainers();

  const upload = await timed('a picture is uploaded by a signed link', () =>
    customer.upload('bar-chart.png', picture),
  );
  holds(
    `the object store took it, and not a second time (${upload.status}, ${upload.again})`,
    upload.status === 200 && upload.again === 412,
    upload,
  );
  const first = await customer.submit(upload.fileId, 'the first');
  const events = await stack.outside(`${stack.origin}/v1/jobs/${first}/events`, {
    headers: { authorization: `Bearer ${person.token()}` },
    withinMs: 300_000,
  });
  const job = await customer.ended(first);
  holds(`a job through HTTPS: ${describe(job)}`, job.status === 'succeeded', job);
  const spread = (events.parts.at(-1)?.atMs ?? 0) - (events.parts[0]?.atMs ?? 0);
  holds(
    `its events streamed as they came (${events.parts.length} parts over ${spread} ms)`,
    events.parts.length > 3 && spread > 500,
  );
  const results = await customer.api(`/v1/jobs/${first}/results`);
  const { execution } = results.attempts.at(-1);
  holds(
    `its program ran in ${execution.driver}/${execution.runtime}, made by the broker`,
    execution.driver === 'docker' && execution.runtime === runtime,
    execution,
  );
  const figure = results.artifacts.find(
    (artifact: { mediaType: string }) => artifact.mediaType === 'image/png',
  );
  const downloaded = await stack.outside(figure.url);
  holds(`its figure comes from the storage's origin (${figure.bytes} bytes)`, downloaded.status === 200);

  await checkEdge(stack, address.httpPort, figure.url);
  await checkContainers(stack);
  await refusals(stack);

  const flowing = await submitMany(customer, upload.fileId, 8, 'while it is scaled');
  await timed('a fourth worker joins', () =>
    stack.compose(
      ['up', '--detach', '--wait', '--no-build', '--no-recreate', '--scale', 'worker=4'],
      240_000,
    ),
  );
  await allEnd(customer, flowing, 'while a worker joined');
  await tellWorkers(stack);

  const rolling = await submitMany(customer, upload.fileId, 8, 'while it restarts');
  await timed('every worker, the api and the pages were restarted, one after the other', async () =>
    show(await stack.restart()),
  );
  await allEnd(customer, rolling, 'through the rolling restart');
  await checkAccessLog(stack);
  await tellContainers();
}

async function submitMany(
  customer: Customer,
  fileId: string,
  count: number,
  name: string,
): Promise<string[]> {
  const ids: string[] = [];
  for (let n = 1; n <= count; n += 1) ids.push(await customer.submit(fileId, `${name} ${n}`));
  say(`${count} jobs are submitted`);
  return ids;
}

async function allEnd(customer: Customer, ids: readonly string[], when: string): Promise<void> {
  const ended = await Promise.all(ids.map((id) => customer.ended(id)));
  const good = ended.filter(({ status }) => status === 'succeeded');
  show(ended.map(describe).join('\n'));
  holds(`${good.length} of ${ids.length} jobs succeeded ${when}, 0 lost`, good.length === ids.length);
}

function describe({ id, status, outcome, queuedMs, ms }: EndedJob): string {
  const seconds = (value: number) => `${(value / 1000).toFixed(1)} s`;
  return `${id} ${status} (${outcome}) in ${seconds(ms)}, ${seconds(queuedMs)} of it queued`;
}

async function tellContainers(): Promise<void> {
  const filter = ['--filter', `label=com.docker.compose.project=${project}`];
  const ids = (await run('docker', ['ps', '--quiet', ...filter])).split('\n');
  const table = await run('docker', ['stats', '--no-stream', '--format', '{{.Name}}\t{{.MemUsage}}', ...ids]);
  const rows = table.split('\n').toSorted();
  say(`${rows.length} containers run`);
  show(rows.map((row) => row.replace('\t', '  ')).join('\n'));
}

/** How many jobs each worker has begun. */
async function tellWorkers(stack: Stack): Promise<void> {
  const query =
    "select data->>'workerId', count(*) from job_events where type = 'job.started' group by 1 order by 1";
  const script = `PGPASSWORD=$(cat /run/secrets/postgres_password) psql --host=127.0.0.1 --username=snaprun --csv --command="${query}"`;
  const rows = await stack.compose(['exec', '-T', 'postgres', 'sh', '-c', script]);
  say('jobs begun by each worker');
  show(rows);
}

async function refusals(stack: Stack): Promise<void> {
  const [broker = ''] = (await stack.compose(['ps', '--quiet', 'broker'])).split('\n');
  const [other = ''] = (await stack.compose(['ps', '--quiet', '--no-trunc', 'postgres'])).split('\n');
  const format = '{{range .NetworkSettings.Networks}}{{.IPAddress}}{{end}}';
  const ip = await run('docker', ['inspect', '--format', format, broker]);
  const script = `${root}/broker/testing/show-refusals.ts`;
  const image = 'snaprun-sandbox:dev';
  const table = await run(process.execPath, [script, `tcp://${ip}:2375`, image, runtime, other]);
  show(table);
  holds('the broker refused everything', / 0 not refused as they should be$/.test(table));
}

async function checkNothingIsLeft(): Promise<void> {
  const filter = ['--filter', `label=com.docker.compose.project=${project}`];
  const left = await Promise.all([
    run('docker', ['ps', '--all', '--quiet', ...filter]),
    run('docker', ['volume', 'ls', '--quiet', ...filter]),
    run('docker', ['network', 'ls', '--quiet', ...filter]),
    run('docker', ['ps', '--all', '--quiet', '--filter', 'label=snaprun.broker=true']),
  ]);
  holds(
    'no container, volume, network or sandbox is left',
    left.every((ids) => ids === ''),
    left,
  );
}

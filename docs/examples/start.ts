// From a picture to its numbers with the typed client: node start.ts chart.png
import { readFile, writeFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { createClient, type Job, uploadPicture } from '@snaprun/api/client';

const { SNAPRUN_URL: url = 'http://127.0.0.1:4400', SNAPRUN_TOKEN: token = '' } = process.env;
const path = process.argv[2] ?? 'chart.png';
const client = createClient({ url, token });

// Announces the picture, and sends its bytes where they are not known already.
const file = await uploadPicture(client, {
  name: basename(path),
  mediaType: path.endsWith('.png') ? 'image/png' : 'image/jpeg',
  content: await readFile(path),
});

// Start a job; the key makes sure that it is started once, however often this is sent.
const started = await client.v1.jobs.$post({
  header: { 'idempotency-key': file.sha256 },
  json: { fileId: file.id },
});
if (!started.ok) throw new Error((await started.json()).detail);
let job: Job = await started.json();

// Wait for its end; each request waits up to a minute.
while (job.status === 'queued' || job.status === 'running') {
  const answer = await client.v1.jobs[':id'].$get({ param: { id: job.id }, header: { prefer: 'wait=60' } });
  if (answer.status !== 200) throw new Error(`The job cannot be read: ${answer.status}`);
  job = await answer.json();
}

const results = await client.v1.jobs[':id'].results.$get({ param: { id: job.id } });
if (!results.ok) throw new Error((await results.json()).detail);
process.stdout.write(`${job.status}: ${job.summary}\n`);
for (const { name, url: link } of (await results.json()).artifacts)
  await writeFile(name, await (await fetch(link)).bytes());
process.stdout.write(await readFile('data.csv', 'utf8'));

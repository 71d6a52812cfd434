import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { AppError } from '@snaprun/core/errors';
import { makeSecrets, wantedSecrets } from './make-secrets.ts';

const help = `npm run secrets [-- DIR]: makes every secret that docker-compose.yml wants, in DIR (default secrets/).

It never changes one that is there. What only a person can fill in is named, with where it comes from.
To change a secret, remove its file, run this again, and restart what reads it.`;

const compose = new URL('../../../docker-compose.yml', import.meta.url);

try {
  await main();
} catch (error) {
  if (!(error instanceof AppError)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 2;
}

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { help: { type: 'boolean', short: 'h', default: false } },
  });
  if (values.help) {
    process.stdout.write(`${help}\n`);
    return;
  }
  const directory = positionals[0] ?? 'secrets';
  const made = await makeSecrets(directory, wantedSecrets(readFileSync(compose, 'utf8')));
  const width = Math.max(...made.map(({ name }) => name.length));
  for (const { name, state, hint } of made)
    process.stdout.write(`${state.padEnd(7)}  ${name.padEnd(width)}${hint === null ? '' : `  ${hint}`}\n`);
}

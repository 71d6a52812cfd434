import { parseArgs } from 'node:util';
import { ensureBase } from './base.ts';
import { buildSettings } from './build-settings.ts';
import { contextFiles, digest, layOut } from './context.ts';
import { docker, ImageTrouble, requireDaemon } from './docker.ts';
import { contentLabel, describe, inspect } from './inspect.ts';

/**
 * What `npm run sandbox:image` runs: builds the image that programs run in, unless the one that is there was built from
 * the same files. `--check` only tells; `--force` builds in any case; `--verbose` shows Docker's own words.
 *
 * Exits 0 when the image is current, 1 when it is not or could not be built, 2 for unknown options.
 */
async function main(): Promise<number> {
  const { values } = parseArgs({
    options: {
      check: { type: 'boolean', default: false },
      force: { type: 'boolean', default: false },
      verbose: { type: 'boolean', default: false },
      tag: { type: 'string', default: process.env.SANDBOX_IMAGE || 'snaprun-sandbox:dev' },
    },
  });
  const { tag } = values;
  await requireDaemon();
  const content = await digest(await contextFiles());
  const present = await inspect(tag);
  if (present?.content === content && !values.force) {
    say(`${tag} is up to date (${content}).`);
    if (!values.check) say(await describe(tag));
    return 0;
  }
  if (values.check) {
    const state = present ? 'was built from other files' : 'does not exist';
    say(`${tag} ${state}; build it with: npm run sandbox:image`);
    return 1;
  }
  const startedAt = performance.now();
  await ensureBase(say);
  say(`Building ${tag} (some 200 MB are downloaded the first time).`);
  await using context = await layOut();
  const settings = await buildSettings(context.folder);
  const labels = [
    '--label',
    `${contentLabel}=${content}`,
    '--label',
    `org.opencontainers.image.version=${content}`,
  ];
  // The daemon's own network need not reach a registry; the host's does if anything does.
  const build = ['build', '--network', 'host', '--tag', tag, ...labels, ...settings, context.folder];
  await docker(build, { timeoutMs: 30 * 60_000, show: values.verbose });
  say(`Built ${tag} (${content}) in ${Math.round((performance.now() - startedAt) / 1000)} s.`);
  say(await describe(tag));
  return 0;
}

function say(line: string): void {
  process.stderr.write(`${line}\n`);
}

try {
  process.exitCode = await main();
} catch (error) {
  const isUsage =
    error instanceof TypeError && 'code' in error && `${error.code}`.startsWith('ERR_PARSE_ARGS');
  if (!isUsage && !(error instanceof ImageTrouble)) throw error;
  say(error.message);
  process.exitCode = isUsage ? 2 : 1;
}

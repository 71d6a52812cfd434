import { parseArgs } from 'node:util';
import { efficiencySuite, latencySuite } from './efficiency.ts';
import { outages } from './outages.ts';
import {
  cancelSuite,
  killSuite,
  onFleet,
  outageSuite,
  randomSuite,
  type Verdict,
  zombieSuite,
} from './suites.ts';

/** `npm run chaos`: the whole system of its own, made to fail in every way that its promises speak of. */
const help = `Usage: npm run chaos -- [SUITE…] [options]

Suites (all of them when none is named):
  kills     kill -9 at every step boundary, --rounds times each (default 5)
  zombies   workers stopped for 30 s that then go on
  outages   Postgres, storage and models away, slow, refusing; --only WORDS picks some by name
  cancels   a cancel in the middle of each step
  efficiency  jobs a second of 1, 2, 4 and 8 workers whose jobs wait
  latency   from asking for a job to its start, beside Celery with Redis
  random    --jobs N (default 500) while workers are killed at random for --minutes M (default 5)

Ends with 0 when every promise was kept, else 1.`;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    rounds: { type: 'string', default: '5' },
    jobs: { type: 'string', default: '500' },
    minutes: { type: 'string', default: '5' },
    every: { type: 'string', default: '4' },
    only: { type: 'string', default: '' },
    help: { type: 'boolean', short: 'h', default: false },
  },
});
const killMs = Number(values.minutes) * 60_000;
const suites: Record<string, () => Promise<Verdict>> = {
  kills: () => onFleet({ workers: 3 }, (fleet) => killSuite(fleet, Number(values.rounds))),
  zombies: () => onFleet({ workers: 6, slots: 1 }, zombieSuite),
  outages: () =>
    onFleet({ workers: 3, modelMs: 100, runMs: 300 }, (fleet) =>
      outageSuite(fleet, ({ name }) => name.includes(values.only)),
    ),
  cancels: () => onFleet({ workers: 1, modelMs: 700, runMs: 1_500 }, cancelSuite),
  efficiency: efficiencySuite,
  latency: latencySuite,
  random: () =>
    onFleet({ workers: 4 }, (fleet) =>
      randomSuite(fleet, Number(values.jobs), killMs, Number(values.every) * 1_000),
    ),
};

const unknown = positionals.filter((name) => suites[name] === undefined);
if (values.help || unknown.length > 0) {
  const trouble = unknown.length > 0 ? `There is no suite ${unknown.join(', ')}.\n` : '';
  process.stdout.write(`${trouble}${help}\nOutages: ${outages.map(({ name }) => name).join('; ')}.\n`);
  process.exit(unknown.length > 0 ? 2 : 0);
}
let broken = 0;
for (const name of positionals.length > 0 ? positionals : Object.keys(suites)) {
  const startedAt = performance.now();
  const verdict = await suites[name]?.();
  if (verdict === undefined) continue;
  broken += verdict.violations.length;
  const seconds = Math.round((performance.now() - startedAt) / 1000);
  process.stdout.write(`\n## ${name} (${seconds} s)\n${verdict.text}\n`);
  for (const violation of verdict.violations) process.stdout.write(`✗ ${violation}\n`);
  if (verdict.violations.length === 0) process.stdout.write('✓ every promise was kept\n');
}
process.exit(broken === 0 ? 0 : 1);

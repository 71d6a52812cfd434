import { parseArgs } from 'node:util';
import type { Check } from '../doctor/check.ts';
import { describeChecks } from '../doctor/describe.ts';
import { headerChecks } from './headers.ts';
import { healthChecks } from './health.ts';
import { jobChecks } from './job.ts';
import { tlsChecks } from './tls.ts';

const help = `npm run verify -- https://app.example.com: looks at a deployment from outside, as browsers and programs do.

TLS, the way from http, security headers, health, models, and with SNAPRUN_TOKEN one job from the upload to the result.
The token is a personal one with read and write (POST /v1/tokens); what the job leaves is removed.
It exits 0 when nothing stands in the way, 1 when something does, 2 when the address cannot be used.`;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    json: { type: 'boolean', default: false },
    help: { type: 'boolean', short: 'h', default: false },
  },
});
const [address] = positionals;
if (values.help || address === undefined || !URL.canParse(address)) {
  (values.help ? process.stdout : process.stderr).write(`${help}\n`);
  process.exit(values.help ? 0 : 2);
}
const url = new URL(address);
const token = process.env.SNAPRUN_TOKEN || null;
const checks: Check[] = [
  ...(await tlsChecks(url)),
  ...(await headerChecks(url)),
  ...(await healthChecks(url, token)),
  ...(token === null ? [withoutJob()] : await jobChecks(url, token)),
];
process.stdout.write(`${values.json ? JSON.stringify(checks, null, 2) : describeChecks(checks)}\n`);
process.exit(checks.some(({ state }) => state === 'wrong') ? 1 : 0);

function withoutJob(): Check {
  const mend = 'SNAPRUN_TOKEN=… npm run verify -- https://…';
  return { name: 'job', state: 'weaker', says: 'none was run, since SNAPRUN_TOKEN is not set', mend };
}

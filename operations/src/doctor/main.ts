import { readFileSync } from 'node:fs';
import { parseArgs, parseEnv } from 'node:util';
import { AppError } from '@snaprun/core/errors';
import { describeChecks } from './describe.ts';
import { diagnose } from './diagnose.ts';
import { askSandboxDoctor } from './sandbox.ts';
import { knownNames } from './settings.ts';

const help = `npm run doctor: what is wrong on this machine or in its settings, and how to mend it.

  npm run doctor                       for npm start
  npm run doctor -- --production       for a server that others reach: Docker, gVisor, ports 80 and 443, sign-in

  --env-file FILE    read settings from FILE too; what the environment has goes before
  --data DIR         where everything is kept (default .snaprun)
  --port N           with npm start: the port that it is to listen on (default 4400)
  --json             one JSON document on standard output
  --help             this text

It exits 0 when nothing stands in the way, 1 when something does, 2 when a flag is not understood.`;

const example = new URL('../../../.env.example', import.meta.url);

try {
  process.exitCode = await main();
} catch (error) {
  if (!(error instanceof AppError)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 2;
}

async function main(): Promise<number> {
  const flags = readFlags();
  if (flags.help) {
    process.stdout.write(`${help}\n`);
    return 0;
  }
  const env = { ...(flags['env-file'] === undefined ? {} : readEnvFile(flags['env-file'])), ...process.env };
  const checks = await diagnose({
    env,
    known: knownNames(readFileSync(example, 'utf8')),
    dataDir: flags.data,
    isProduction: flags.production,
    ports: flags.production ? [80, 443] : [Number(flags.port)],
    sandbox: () => askSandboxDoctor(flags.data, env),
  });
  process.stdout.write(`${flags.json ? JSON.stringify(checks, null, 2) : describeChecks(checks)}\n`);
  return checks.some(({ state }) => state === 'wrong') ? 1 : 0;
}

function readFlags() {
  try {
    const { values } = parseArgs({
      options: {
        production: { type: 'boolean', default: false },
        'env-file': { type: 'string' },
        data: { type: 'string', default: '.snaprun' },
        port: { type: 'string', default: '4400' },
        json: { type: 'boolean', default: false },
        help: { type: 'boolean', short: 'h', default: false },
      },
    });
    if (!/^\d{1,5}$/.test(values.port)) throw new Error(`--port takes a number, not "${values.port}"`);
    return values;
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new AppError(
      'invalid_request',
      `${why.replace(/\.$/, '')}. npm run doctor -- --help lists the flags.`,
    );
  }
}

function readEnvFile(path: string): Record<string, string | undefined> {
  try {
    return parseEnv(readFileSync(path, 'utf8'));
  } catch (error) {
    const { code } = error as { code?: string };
    throw new AppError('invalid_request', `${path} cannot be read (${code}). Name a file of settings.`);
  }
}

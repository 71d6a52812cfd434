import { settings as schemas } from '@snaprun/core/config';
import { type Check, ok, weaker, wrong } from './check.ts';
import { clockCheck } from './clock.ts';
import { databaseChecks } from './database.ts';
import { keyChecks } from './keys.ts';
import { discCheck, memoryCheck, portCheck } from './machine.ts';
import { modelChecks } from './models.ts';
import { type SandboxDiagnosis, sandboxChecks } from './sandbox.ts';
import { readSettings } from './settings.ts';
import { storageChecks } from './storage.ts';

export interface DiagnoseOptions {
  env: Readonly<Record<string, string | undefined>>;
  /** Every setting that there is. */
  known: ReadonlySet<string>;
  dataDir: string;
  /** For a server that others reach, by compose, rather than for `npm start`. */
  isProduction: boolean;
  /** The ports that have to be free: for production those of the proxy. */
  ports: readonly number[];
  sandbox(): Promise<SandboxDiagnosis | null>;
}

const modelDefaults = {
  VISION_MODEL: schemas.models.VISION_MODEL.parse(undefined),
  REASONING_MODEL: schemas.models.REASONING_MODEL.parse(undefined),
  CODE_MODEL: schemas.models.CODE_MODEL.parse(undefined),
};

/** Looks at everything that Snaprun needs; it changes nothing but one object of its own, which it removes again. */
export async function diagnose(options: DiagnoseOptions): Promise<Check[]> {
  const { values, checks: forms } = readSettings(options.env, options.known);
  const hasStore = ['S3_ENDPOINT', 'S3_BUCKET', 'S3_ACCESS_KEY_ID', 'S3_SECRET_ACCESS_KEY'].every(
    (name) => values[name] && (name !== 'S3_ENDPOINT' || URL.canParse(values[name])),
  );
  const hasDatabase = URL.canParse(values.DATABASE_URL ?? '');
  const [database, storage, models, sandbox, ...ports] = await Promise.all([
    hasDatabase ? databaseChecks(values.DATABASE_URL ?? '') : null,
    hasStore ? storageChecks(values) : null,
    modelChecks(values, modelDefaults),
    options.sandbox(),
    ...options.ports.map((port) => portCheck(port, options.isProduction)),
  ]);
  const clocks = [database?.clock, storage?.clock].filter((clock) => clock != null);
  return [
    nodeCheck(process.versions.node),
    memoryCheck(),
    discCheck(options.dataDir),
    ...ports,
    ...forms,
    ...keyChecks(values),
    ...(database?.checks ?? notSet('database', 'DATABASE_URL', values, options.isProduction)),
    ...(storage?.checks ?? notSet('storage', 'S3_ENDPOINT', values, options.isProduction)),
    clockCheck(clocks),
    ...models,
    ...demoModels(values, options.isProduction),
    ...(options.isProduction ? productionChecks(values) : []),
    ...sandboxChecks(sandbox, options.isProduction),
  ];
}

function nodeCheck(version: string): Check {
  if (Number(version.split('.')[0]) >= 24) return ok('node', version);
  return wrong(
    'node',
    `${version} is too old`,
    'start everything by npm run, which finds the locked Node 24',
  );
}

/** What stands in for a part that is not set: npm start brings its own, and so does the compose file. */
function notSet(
  name: string,
  setting: string,
  values: Readonly<Record<string, string>>,
  isProduction: boolean,
): Check[] {
  const whose = isProduction ? 'that of the compose file' : 'embedded';
  return values[setting] ? [] : [ok(name, `${whose}, since ${setting} is not set`)];
}

function demoModels(values: Readonly<Record<string, string>>, isProduction: boolean): Check[] {
  const unset = ['VISION', 'REASONING', 'CODE'].filter((role) => !values[`${role}_BASE_URL`]);
  if (unset.length === 0) return [];
  const names = unset.map((role) => `${role}_BASE_URL`).join(', ');
  const says = `the demo models answer, since ${names} ${unset.length === 1 ? 'is' : 'are'} not set`;
  if (!isProduction) return [ok('demo models', says)];
  return [weaker('demo models', says, 'docs/llm-config.md says how to serve the three models')];
}

function productionChecks(values: Readonly<Record<string, string>>): Check[] {
  const { AUTH_MODE, WEB_ORIGIN = '' } = values;
  const checks: Check[] = [];
  if (AUTH_MODE === 'local')
    checks.push(
      wrong('AUTH_MODE', 'local lets anybody in', 'set AUTH_MODE=clerk; docs/operations.md says how'),
    );
  if (WEB_ORIGIN.split(',').some((origin) => origin.startsWith('http://')))
    checks.push(wrong('WEB_ORIGIN', 'has an origin without TLS', 'write it with https://'));
  return checks;
}

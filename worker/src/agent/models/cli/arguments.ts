import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { type ModelRole, modelRoles } from '@snaprun/core/config';
import { AppError } from '@snaprun/core/errors';

export interface Command {
  name: 'help' | 'test';
  roles: readonly ModelRole[];
  /** The picture that the vision role is shown. */
  image: string | null;
  json: boolean;
  timeoutMs: number;
}

export const help = `npm run models:test: asks every configured model endpoint what the product asks, and says what to change.

  npm run models:test                    all three roles
  npm run models:test -- vision code     only these

  --image FILE   a PNG or JPEG for the vision role (default: a bar chart)
  --timeout S    seconds that one answer may take (default 240; an endpoint scaled to zero takes minutes)
  --json         exactly one JSON document on standard output
  --help         this text

Endpoints are {VISION,REASONING,CODE}_BASE_URL (several with commas), …_API_KEY and …_MODEL. A role that is not set is
served by the demo models, which are started for the test. It exits 0 when every endpoint is of use, 1 when one is not,
2 when the input or a setting cannot be used, 3 for trouble of our own.
npm prints a banner of its own to standard output; \`npm run --silent models:test -- --json\` leaves it out.`;

const longestS = 3600;

/** Parses what follows `npm run models:test --`; throws an `invalid_request` sentence for what cannot be understood. */
export function parseArguments(args: readonly string[], samplePicture: string | undefined): Command {
  try {
    const { values, positionals } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        help: { type: 'boolean', short: 'h', default: false },
        json: { type: 'boolean', default: false },
        image: { type: 'string' },
        timeout: { type: 'string', default: '240' },
      },
    });
    const image = values.image === undefined ? (samplePicture ?? null) : resolve(values.image);
    const roles = positionals.length === 0 ? modelRoles : positionals.map(roleNamed);
    return {
      name: values.help ? 'help' : 'test',
      roles: modelRoles.filter((role) => roles.includes(role)),
      image,
      json: values.json,
      timeoutMs: seconds(values.timeout) * 1000,
    };
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new AppError('invalid_request', `${why}. See npm run models:test -- --help.`, { cause });
  }
}

function roleNamed(name: string): ModelRole {
  const role = modelRoles.find((one) => one === name);
  if (role === undefined) throw new Error(`The roles are ${modelRoles.join(', ')}; "${name}" is none`);
  return role;
}

function seconds(text: string): number {
  const value = Number(text);
  if (!/^\d+$/.test(text) || value < 1 || value > longestS)
    throw new Error(`--timeout takes whole seconds from 1 to ${longestS}, not "${text}"`);
  return value;
}

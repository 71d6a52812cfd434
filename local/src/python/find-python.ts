import { AppError } from '@snaprun/core/errors';
import { z } from 'zod';
import { runCommand } from './run-command.ts';

/** A Python of this machine; paths are real, not links. */
export interface SystemPython {
  version: string;
  interpreter: string;
  prefix: string;
  hasPip: boolean;
  hasVenv: boolean;
}

const oldest = [3, 11] as const;
/** The newest with wheels for every locked package. */
const newest = [3, 14] as const;
const names = ['python3.11', 'python3', 'python3.12', 'python3.13', 'python3.14'] as const;

const question = `
import importlib.util as u, json, os, sys
base = os.path.realpath(getattr(sys, "_base_executable", None) or sys.executable)
has = lambda name: u.find_spec(name) is not None
print(json.dumps({"version": "%d.%d.%d" % sys.version_info[:3], "interpreter": base,
  "prefix": os.path.realpath(sys.base_prefix), "hasPip": has("pip"), "hasVenv": has("venv") and has("ensurepip")}))
`;
const Answer = z.object({
  version: z.string().regex(/^\d+\.\d+\.\d+$/),
  interpreter: z.string().startsWith('/'),
  prefix: z.string().startsWith('/'),
  hasPip: z.boolean(),
  hasVenv: z.boolean(),
});

/** The first Python of 3.11 to 3.14 on the PATH with `pip` or `venv`; an `AppError` that says what to install. */
export async function findPython(candidates: readonly string[] = names): Promise<SystemPython> {
  const seen: SystemPython[] = [];
  for (const name of candidates) {
    const python = await ask(name);
    if (python === null) continue;
    if (isSupported(python.version) && (python.hasPip || python.hasVenv)) return python;
    seen.push(python);
  }
  throw new AppError('unavailable', complaint(seen));
}

async function ask(name: string): Promise<SystemPython | null> {
  const { exitCode, stdout } = await runCommand(name, ['-I', '-c', question], { timeoutMs: 20_000 });
  if (exitCode !== 0) return null;
  try {
    return Answer.parse(JSON.parse(stdout));
  } catch {
    return null; // a shim or a wrapper that prints something else is not an interpreter we can use
  }
}

function isSupported(version: string): boolean {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  return major === oldest[0] && minor >= oldest[1] && minor <= newest[1];
}

function complaint(seen: readonly SystemPython[]): string {
  const bare = seen.find((python) => isSupported(python.version));
  if (bare) {
    const minor = bare.version.split('.').slice(0, 2).join('.');
    return `Python ${bare.version} (${bare.interpreter}) has neither venv nor pip; install one with: sudo apt-get install python${minor}-venv`;
  }
  const found =
    seen.length > 0 ? `, but only ${seen.map((python) => python.version).join(', ')} was found` : '';
  return `Python 3.11 or newer (up to ${newest.join('.')}) is needed${found}; install it with: sudo apt-get install python3 python3-venv`;
}

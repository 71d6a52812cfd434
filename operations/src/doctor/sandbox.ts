import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { type Check, weaker, wrong } from './check.ts';

const program = fileURLToPath(new URL('../../../local/src/sandbox.ts', import.meta.url));
const patienceMs = 120_000;

const Diagnosis = z.object({
  works: z.boolean(),
  auto: z.string().nullable(),
  checks: z.array(
    z.object({
      name: z.string(),
      state: z.enum(['ok', 'weaker', 'missing']),
      says: z.string(),
      mend: z.string().nullable(),
    }),
  ),
});
export type SandboxDiagnosis = z.infer<typeof Diagnosis>;

/** What `npm run sandbox -- doctor` finds; it opens the drivers and runs a program in each. */
export async function askSandboxDoctor(
  dataDir: string,
  env: NodeJS.ProcessEnv,
): Promise<SandboxDiagnosis | null> {
  const said = await new Promise<string>((settle) => {
    const args = [program, 'doctor', '--json', '--data', dataDir];
    // It exits with 1 when no driver works, and says why all the same.
    execFile(process.execPath, args, { env, timeout: patienceMs }, (_error, stdout) => settle(stdout));
  });
  try {
    return Diagnosis.parse(JSON.parse(said));
  } catch {
    return null; // it ended without its document: what it said is for people
  }
}

/**
 * The sandbox's own diagnosis as checks. What is missing is wrong where nothing else works, or where production wants
 * it: Docker with gVisor.
 */
export function sandboxChecks(diagnosis: SandboxDiagnosis | null, isProduction: boolean): Check[] {
  if (diagnosis === null)
    return [wrong('sandbox', 'its doctor did not answer', 'npm run sandbox -- doctor shows why')];
  const checks = diagnosis.checks
    .filter(({ name }) => name !== 'auto')
    .map(({ name, state, says, mend }): Check => {
      const isWanted = isProduction && ['docker', 'gvisor', 'docker/runsc'].includes(name);
      const isWrong = (state === 'missing' && !diagnosis.works) || (state !== 'ok' && isWanted);
      const seen = state === 'ok' ? 'ok' : isWrong ? 'wrong' : 'weaker';
      return { name, state: seen, says, mend };
    });
  if (!diagnosis.works)
    return [...checks, wrong('sandbox', 'no driver works, so no program runs', 'mend one of the above')];
  if (isProduction && diagnosis.auto !== 'docker/runsc')
    checks.push(
      wrong(
        'sandbox',
        `takes ${diagnosis.auto}; production wants docker with gVisor`,
        'install Docker and runsc, then npm run sandbox:image; docs/sandbox.md says how',
      ),
    );
  else if (diagnosis.auto?.endsWith('runc'))
    checks.push(weaker('sandbox', 'programs share the kernel of this machine', 'install runsc (gVisor)'));
  else checks.push({ name: 'sandbox', state: 'ok', says: `takes ${diagnosis.auto}`, mend: null });
  return checks;
}

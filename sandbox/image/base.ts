import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { ImageTrouble, run } from './docker.ts';

const base = 'debian:bookworm-slim';

/**
 * Makes sure that the daemon has the base image: from its registry, else made from Debian's packages with mmdebstrap
 * and imported under the same name, for machines that reach no registry.
 */
export async function ensureBase(say: (line: string) => void): Promise<void> {
  const local = await run('docker', ['image', 'inspect', base], { timeoutMs: 15_000 });
  if (local.exitCode === 0) return;
  say(`Pulling ${base}.`);
  if (await pull()) return;
  const found = await run('mmdebstrap', ['--version'], { timeoutMs: 15_000 });
  if (found.exitCode !== 0)
    throw new ImageTrouble(
      `${base} is neither here nor could it be pulled. Install mmdebstrap (sudo apt-get install mmdebstrap) to make it from Debian's packages, or load it with: docker load`,
    );
  say(`No registry answers; making ${base} from Debian's packages with mmdebstrap.`);
  await importDebian();
}

/** A registry that has sent nothing of the image after this long is taken as out of reach. */
const silenceMs = 8_000;

async function pull(): Promise<boolean> {
  const child = spawn('docker', ['pull', base], { stdio: ['ignore', 'pipe', 'ignore'] });
  const giveUp = setTimeout(() => child.kill('SIGKILL'), silenceMs);
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    if (/Pulling fs layer|Downloading|Download complete|Already exists/.test(text)) clearTimeout(giveUp);
  });
  const [exitCode] = await once(child, 'close');
  clearTimeout(giveUp);
  return exitCode === 0;
}

async function importDebian(): Promise<void> {
  const script = `set -o pipefail; mmdebstrap --quiet --variant=minbase --include=ca-certificates bookworm - | docker import - ${base}`;
  const made = await run('bash', ['-c', script], { timeoutMs: 10 * 60_000 });
  if (made.exitCode !== 0)
    throw new ImageTrouble(`${base} could not be made with mmdebstrap:\n${made.stderr.trim().slice(-2000)}`);
}

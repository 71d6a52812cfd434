import { docker, run } from './docker.ts';

/** On the image: the digest of the files it was built from. */
export const contentLabel = 'org.snaprun.content';

/** The image of that name, or null. */
export async function inspect(tag: string): Promise<{ content: string | null } | null> {
  const { exitCode, stdout } = await run('docker', ['image', 'inspect', tag], { timeoutMs: 15_000 });
  if (exitCode !== 0) return null;
  const [image] = JSON.parse(stdout) as { Config?: { Labels?: Record<string, string> | null } }[];
  return { content: image?.Config?.Labels?.[contentLabel] ?? null };
}

/** Size and layers, as lines to show. */
export async function describe(tag: string): Promise<string> {
  const size = await docker(['image', 'inspect', '--format', '{{.Size}}', tag], { timeoutMs: 15_000 });
  const format = '{{.Size}}\t{{.CreatedBy}}';
  const history = await docker(['history', '--no-trunc', '--human=false', '--format', format, tag], {
    timeoutMs: 15_000,
  });
  const layers = history
    .trim()
    .split('\n')
    .map((line) => line.split('\t'))
    .filter(([bytes]) => Number(bytes) > 0)
    .map(([bytes, command = '']) => `  ${megabytes(bytes).padStart(9)}  ${targetOf(command)}`);
  return [`${megabytes(size)} in ${layers.length} layers:`, ...layers.reverse()].join('\n');
}

function megabytes(bytes: string | undefined): string {
  return `${(Number(bytes) / 1e6).toFixed(1)} MB`;
}

/** The folder that a COPY filled; both builders name it last. */
function targetOf(command: string): string {
  return (
    command
      .replace(/\s*#.*buildkit.*$/, '')
      .trim()
      .split(/\s+/)
      .at(-1) ?? command
  );
}

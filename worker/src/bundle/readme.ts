import type { JobRecord } from './job-record.ts';
import type { Versions } from './versions.ts';

/** The first thing to read in a bundle: what is in it, what it was made with, how to run it again, what is not in it. */
export function readmeOf(record: JobRecord, versions: Versions, missing: readonly string[]): string {
  const { job, chosen, attempts } = record;
  const { sandbox, models } = versions;
  const outcome = [job.outcome, job.summary].filter(Boolean).join(' — ');
  return `# ${line(job.name)}

- Job ${job.id}, ${job.status}${outcome ? `: ${line(outcome)}` : ''}
- Asked ${job.queuedAt.toISOString()}, ended ${job.finishedAt?.toISOString() ?? 'not yet'}
- ${attempts.length} attempt${attempts.length === 1 ? '' : 's'}${chosen ? `; the files in \`results/\` are of attempt ${chosen.n}` : ''}
- Models: ${modelsLine(models)}${versions.demoModels ? ' (the demo models: no neural network was asked)' : ''}
- Sandbox: ${[sandbox.driver, sandbox.runtime, sandbox.python && `Python ${sandbox.python}`].filter(Boolean).join(', ') || 'no program was run'}

## What is here

| | |
|---|---|
| \`input/\` | the picture as it was uploaded (\`original\`), and as the program saw it (\`input.png\`) |
| \`instruction.txt\` | what was asked for, if anything |
| \`reading.json\` | what the vision model read in the picture |
| \`program.py\`, \`notebook.ipynb\` | the program, and the same as a notebook |
| \`results/\` | what it wrote: figures, \`data.csv\`, other files |
| \`attempts/\` | each version of the code with its findings, what it printed and, unless that is in \`results/\`, what it wrote |
| \`findings.json\`, \`fidelity.json\` | what the checks said of the program; how far the result agrees with the picture |
| \`receipt.json\`, \`versions.json\` | what the job cost; the models, image and packages it was made with |
| \`run.sh\`, \`replay/\`, \`requirements.lock\` | to run it again |
| \`manifest.json\`, \`SHA256SUMS\` | hashes: of the results as the program wrote them; of every file here |
${missing.length > 0 ? `\nNot in the storage any more when this was packed: ${missing.map((name) => `\`${name}\``).join(', ')}.\n` : ''}
## Running it again

\`./run.sh\` runs the program in the sandbox image, or without Docker in a local Python with the locked packages, and says of
each file whether it is the same. A local Python isolates nothing: read the program first. Figures are compared by the
hash of what the program wrote (\`writtenSha256\`), because those in \`results/\` were decoded and encoded anew before they
were stored; Excel files without the time inside them.

A program that uses the time, chance without a seed, or the machine's fonts may write other files each time, and so may
other versions of Python and the packages.
`;
}

function modelsLine(models: Versions['models']): string {
  const named = Object.entries(models).map(([role, names]) => `${role} ${names.join(', ')}`);
  return named.length > 0 ? named.join('; ') : 'none was asked';
}

function line(text: string): string {
  return text.replace(/\s+/g, ' ').trim();
}

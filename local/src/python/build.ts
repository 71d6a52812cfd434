import { parseArgs } from 'node:util';
import { ensurePython, lookForPython } from '../python.ts';

/** `node local/src/python/build.ts --data DIR`: prepares Python and prints where it is as JSON; `--look` only looks. */
const { values } = parseArgs({ options: { data: { type: 'string' }, look: { type: 'boolean' } } });
if (!values.data) {
  process.stderr.write('Usage: node local/src/python/build.ts --data DIR [--look]\n');
  process.exit(2);
}
try {
  const dataDir = values.data;
  const progress = (line: string) => process.stderr.write(`${line}\n`);
  const python = values.look ? await lookForPython({ dataDir }) : await ensurePython({ dataDir, progress });
  process.stdout.write(`${JSON.stringify(python)}\n`);
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(1);
}

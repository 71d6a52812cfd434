import { parseArgs } from 'node:util';
import { ensurePython } from '../python.ts';

/** `node local/src/python/build.ts --data DIR`: prepares Python and prints where it is as JSON. */
const { values } = parseArgs({ options: { data: { type: 'string' } } });
if (!values.data) {
  process.stderr.write('Usage: node local/src/python/build.ts --data DIR\n');
  process.exit(2);
}
try {
  const python = await ensurePython({
    dataDir: values.data,
    progress: (line) => process.stderr.write(`${line}\n`),
  });
  process.stdout.write(`${JSON.stringify(python)}\n`);
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(1);
}

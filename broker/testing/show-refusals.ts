import { attempts } from './attempts.ts';
import { rawRequest } from './raw-request.ts';

// Tries everything in `attempts.ts` on a broker that runs, and prints a table: ADDRESS IMAGE RUNTIME CONTAINER, the
// last the id of a container that the broker did not make. Ends with 1 when something was let through.
const [address = '', image = '', runtime = '', other = ''] = process.argv.slice(2);
const rows: string[] = [];
let letThrough = 0;
for (const { title, bytes, status } of attempts(image, runtime === 'runc' ? 'runc' : 'runsc', other)) {
  const answer = await rawRequest(address, bytes);
  if (answer.status !== status) letThrough += 1;
  const sentence = /"message":"((?:[^"\\]|\\.)*)"/.exec(answer.body)?.[1] ?? '';
  rows.push(`| ${title} | ${answer.status} | ${sentence.replaceAll('|', '\\|')} |`);
}
process.stdout.write(`| what was tried | answer | sentence |\n|---|---|---|\n${rows.join('\n')}\n`);
process.stdout.write(`\n${rows.length} tried, ${letThrough} not refused as they should be\n`);
process.exitCode = letThrough === 0 ? 0 : 1;

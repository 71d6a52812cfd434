import { DrizzleQueryError } from 'drizzle-orm';
import { describe, expect, test } from 'vitest';
import { createLog } from './log.ts';

const written = (act: (log: ReturnType<typeof createLog>) => void) => {
  const lines: string[] = [];
  act(createLog({ process: 'test' }, (line) => lines.push(line)));
  return lines.join('');
};

describe('the log', () => {
  test('is one JSON line per event, with the fields it was given', () => {
    const line = written((log) => log.with({ jobId: 'job_1' }).info('two\nlines', { n: 1 }));
    expect(line.match(/\n/g)).toHaveLength(1);
    expect(JSON.parse(line)).toMatchObject({
      level: 'info',
      message: 'two\nlines',
      process: 'test',
      jobId: 'job_1',
      n: 1,
    });
  });

  test('tells an error with its causes, and of a failed query never the parameters', () => {
    const cause = new Error('relation does not exist');
    const error = new DrizzleQueryError('select $1', ['my secret words'], cause);
    const line = written((log) => log.error('it failed', { error: new Error('outer', { cause: error }) }));
    expect(line).not.toContain('my secret words');
    expect(JSON.parse(line).error).toMatchObject({
      message: 'outer',
      cause: { message: 'Failed query: select $1', cause: { message: 'relation does not exist' } },
    });
  });
});

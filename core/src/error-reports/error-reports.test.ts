import { startSentryReceiver } from '@snaprun/core/testing/sentry-receiver';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { AppError } from '../errors.ts';
import { createLog } from '../log.ts';
import { type ErrorReports, openErrorReports } from './error-reports.ts';
import { reportingLog } from './reporting-log.ts';

let receiver: Awaited<ReturnType<typeof startSentryReceiver>>;
beforeAll(async () => {
  receiver = await startSentryReceiver();
});
afterAll(() => receiver.close());
beforeEach(() => receiver.received.splice(0));

const quiet = createLog({}, () => undefined);

async function open(): Promise<ErrorReports> {
  const reports = await openErrorReports({ dsn: receiver.dsn, environment: 'test', release: '1.2.3' });
  if (reports === null) throw new Error('There are no reports.');
  return reports;
}

const secrets = {
  prompt: 'Zanzibar rainfall for the board',
  code: 'print("Zanzibar")',
  picture: `data:image/png;base64,${Buffer.from('Zanzibar picture').toString('base64')}`,
  token: 'eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJaYW56aWJhciJ9.c2ln',
  link: 'http://store.test/inputs/fil_1?X-Amz-Signature=5a414e5a',
  frame: '    at Zanzibar (Zanzibar.js:1:1)',
};

/** An error that says every secret wherever an error can say something. */
function talkative(): Error {
  const everything = Object.values(secrets).join('\n');
  const query = Object.assign(new Error(`Failed query: select $1\nparams: ${everything}`), {
    params: [everything],
    cause: Object.assign(new Error(everything), { code: '23505', detail: everything }),
  });
  const error = new TypeError(everything, { cause: query });
  return Object.assign(error, {
    code: 'ECONNRESET',
    request: secrets,
    headers: { authorization: secrets.token },
  });
}

function hits(): string[] {
  const all = receiver.received.join('\n');
  const needles = [...Object.values(secrets), 'Zanzibar', 'base64', 'X-Amz', 'eyJ', 'inputs/'];
  return needles.filter((needle) => all.includes(needle));
}

describe('an error that is reported', () => {
  test('tells its class, place, codes and ids, and no word of what it says', async () => {
    const reports = await open();
    const log = reportingLog(quiet, reports, { process: 'worker' }).with({ workerId: 'wrk_1', ...secrets });
    log.error('a job met trouble of ours', { jobId: 'job_1', tries: 2, error: talkative() });
    await reports.close();
    expect(receiver.events()).toHaveLength(1);
    expect(receiver.events()[0]).toMatchObject({
      level: 'error',
      environment: 'test',
      release: '1.2.3',
      tags: {
        process: 'worker',
        during: 'a job met trouble of ours',
        jobId: 'job_1',
        workerId: 'wrk_1',
        tries: '2',
      },
    });
    const [event] = receiver.events() as { exception: { values: { type: string; value?: string }[] } }[];
    const told = event?.exception.values.map(({ type, value }) => `${type}: ${value}`);
    expect(told).toEqual([
      'Error: sqlstate=23505',
      'Error: sqlstate=23505',
      'TypeError: code=ECONNRESET sqlstate=23505',
    ]);
    expect(JSON.stringify(event)).toContain('core/src/error-reports/error-reports.test.ts');
    expect(receiver.received.join()).not.toContain(process.cwd());
    expect(hits()).toEqual([]);
  });

  test('says nothing by its name, its functions, its tags or its message in the log', async () => {
    const reports = await open();
    const error = new Error('x');
    error.name = secrets.prompt;
    error.stack = `Error: x\n    at ${secrets.prompt} (/srv/Zanzibar/x.js:1:1)\n    at eval (eval at Zanzibar (x.js:1:1))`;
    const log = reportingLog(quiet, reports, { process: secrets.code, requestId: secrets.token });
    log.error(secrets.link, { jobId: secrets.picture, error });
    log.with({ userId: secrets.prompt }).error('a request failed', {
      requestId: 'req_1',
      error: new AppError('unavailable', secrets.prompt, { details: secrets }),
    });
    log.error('a request failed', { error: secrets.prompt });
    await reports.close();
    expect(receiver.events()).toHaveLength(3);
    expect(receiver.events()[1]).toMatchObject({ tags: { requestId: 'req_1', during: 'a request failed' } });
    expect(JSON.stringify(receiver.events()[1])).toContain('code=unavailable');
    expect(hits()).toEqual([]);
  });
});

test('a line at level error without an error is no event', async () => {
  const reports = await open();
  reportingLog(quiet, reports, {}).error(`queue: task failed with ${secrets.prompt}`);
  await reports.close();
  expect(receiver.received).toEqual([]);
});

test('a storm of errors sends thirty a minute', async () => {
  const reports = await open();
  for (let n = 0; n < 200; n += 1) reports.report(new Error(`storm ${n}`), { process: 'api' });
  await reports.close();
  expect(receiver.events().length).toBeGreaterThanOrEqual(30);
  // The minute may have changed in between.
  expect(receiver.events().length).toBeLessThanOrEqual(60);
});

test('without a DSN there are no reports and the log stays as it is', async () => {
  const reports = await openErrorReports({ dsn: null, environment: 'test', release: null });
  expect(reports).toBeNull();
  expect(reportingLog(quiet, reports, {})).toBe(quiet);
});

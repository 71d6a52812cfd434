import { resolve } from 'node:path';
import { AppError } from '@snaprun/core/errors';
import { expect, test } from 'vitest';
import { parseArguments } from './arguments.ts';

const from = { INIT_CWD: '/home/ann/charts' };

test('a program is found from the folder in which the command was typed', () => {
  expect(parseArguments(['plot.py', '--image', 'pic.png', '--out', 'result'], from)).toMatchObject({
    name: 'run',
    file: '/home/ann/charts/plot.py',
    image: '/home/ann/charts/pic.png',
    outDir: '/home/ann/charts/result',
    dataDir: resolve('.snaprun'),
    wallMs: 120_000,
    json: false,
    choice: { driver: 'auto', runtime: null },
  });
});

test('- reads the program from standard input', () => {
  expect(parseArguments(['-', '--json'])).toMatchObject({ name: 'run', file: null, json: true });
});

test('settings choose the driver, flags over settings', () => {
  const env = { SANDBOX_DRIVER: 'docker', SANDBOX_RUNTIME: 'runc' };
  expect(parseArguments(['a.py'], env)).toMatchObject({ choice: { driver: 'docker', runtime: 'runc' } });
  expect(parseArguments(['a.py', '--runtime', 'runsc'], env)).toMatchObject({ choice: { runtime: 'runsc' } });
  expect(parseArguments(['a.py', '--driver', 'bubblewrap'], env)).toMatchObject({
    choice: { driver: 'bubblewrap' },
  });
});

test('who names a runtime gets docker', () => {
  expect(parseArguments(['a.py', '--runtime', 'runsc'])).toMatchObject({
    choice: { driver: 'docker', runtime: 'runsc' },
  });
});

test('tables are made of every way of the machine, whatever the settings say', () => {
  const env = { SANDBOX_DRIVER: 'bubblewrap', SANDBOX_RUNTIME: 'runc' };
  expect(parseArguments(['abuse'], env)).toMatchObject({ choice: { driver: 'auto', runtime: null } });
  expect(parseArguments(['bench', '--runs', '3'], env)).toMatchObject({
    runs: 3,
    choice: { driver: 'auto' },
  });
  expect(parseArguments(['soak'], env)).toMatchObject({
    jobs: 200,
    pool: 4,
    choice: { driver: 'bubblewrap' },
  });
});

test('subcommands have flags of their own, and a file of such a name is given as a path', () => {
  expect(parseArguments(['doctor', '--json'])).toMatchObject({ name: 'doctor', json: true });
  expect(parseArguments(['abuse', 'network'])).toMatchObject({ name: 'abuse', only: ['network'] });
  expect(parseArguments(['./doctor'], from)).toMatchObject({ name: 'run', file: '/home/ann/charts/doctor' });
});

test.each([[[]], [['--help']], [['-h']], [['doctor', '--help']], [['soak', '--help']]])(
  '%j asks for help',
  (argv) => {
    expect(parseArguments(argv).name).toBe('help');
  },
);

test.each([
  [['--json'], 'Say which program to run'],
  [['a.py', 'b.py'], '"b.py" is one too many'],
  [['a.py', '--fast'], "Unknown option '--fast'. `npm run sandbox -- --help` lists the flags."],
  [['a.py', '--image'], "Option '--image <value>' argument missing"],
  [['a.py', '--driver', 'none'], 'The driver is auto, docker or bubblewrap, not "none"'],
  [['a.py', '--runtime', 'kata'], 'The runtime is runc or runsc, not "kata"'],
  [['a.py', '--driver', 'bubblewrap', '--runtime', 'runc'], 'Runtimes belong to docker'],
  [['a.py', '--timeout', '121'], '--timeout takes seconds from 0.1 to 120, not "121"'],
  [['a.py', '--timeout', '0'], '--timeout takes seconds'],
  [['a.py', '--timeout', '1e1'], '--timeout takes seconds'],
  [['doctor', 'now'], "Unexpected argument 'now'"],
  [['bench', '--runs', '0'], '--runs takes a whole number from 1 to 1000, not "0"'],
  [['soak', '--jobs', 'many'], '--jobs takes a whole number'],
])('%j is refused with a sentence', (argv, sentence) => {
  const parse = () => parseArguments(argv);
  expect(parse).toThrow(AppError);
  expect(parse).toThrow(expect.objectContaining({ code: 'invalid_request' }));
  expect(parse).toThrow(sentence);
});

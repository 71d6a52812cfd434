import { AppError } from '@snaprun/core/errors';
import { describe, expect, test } from 'vitest';
import { parseArguments } from './arguments.ts';

describe('the flags of npm start', () => {
  test('everything has a default', () => {
    expect(parseArguments([])).toEqual({
      help: false,
      port: null,
      dataDir: '.snaprun',
      workers: 1,
      once: null,
      instruction: null,
      outDir: 'snaprun-out',
      json: false,
    });
  });

  test('pictures stand before, between and after the other flags of --once', () => {
    const flags = ['--once', 'a.png', '--json', '--out', 'o', 'b.jpg', '--instruction', 'only 2020'];
    expect(parseArguments([...flags, '--data=d', '--workers=3', '--port', '5000'])).toEqual({
      help: false,
      port: 5000,
      dataDir: 'd',
      workers: 3,
      once: ['a.png', 'b.jpg'],
      instruction: 'only 2020',
      outDir: 'o',
      json: true,
    });
  });

  test('a picture whose name begins with a dash follows --', () => {
    expect(parseArguments(['--once', '--', '-odd.png']).once).toEqual(['-odd.png']);
  });

  const more = '. `npm start -- --help` lists the flags.';
  test.each([
    [['chart.png'], `"chart.png" is not understood; pictures go after --once${more}`],
    [['--once'], `--once needs at least one picture${more}`],
    [['--port', '0'], '--port takes a whole number from 1 to 65535, not "0".'],
    [['--port', '65536'], '--port takes a whole number from 1 to 65535, not "65536".'],
    [['--port', '1e3'], '--port takes a whole number from 1 to 65535, not "1e3".'],
    [['--workers', '2.5'], '--workers takes a whole number from 1 to 64, not "2.5".'],
    [['--workers', ''], '--workers takes a whole number from 1 to 64, not "".'],
    [['--data', ''], `--data needs the path of a folder${more}`],
    [['--once', 'a.png', '--out='], `--out needs the path of a folder${more}`],
    [['--workers', '65'], '--workers takes a whole number from 1 to 64, not "65".'],
  ])('%j is refused in a sentence', (argv, sentence) => {
    expect(() => parseArguments(argv)).toThrow(new AppError('invalid_request', sentence));
  });

  test.each([
    [['--fast']],
    [['--port']],
    [['--data', '--once']],
    [['--json=yes']],
    [['--once', 'a.png', '-x']],
  ])('%j is refused with where to read more', (argv) => {
    expect(() => parseArguments(argv)).toThrow(/`npm start -- --help` lists the flags\.$/);
    expect(() => parseArguments(argv)).not.toThrow(/\.\. /);
    expect(() => parseArguments(argv)).toThrow(AppError);
  });

  test('--help asks for nothing else', () => {
    expect(parseArguments(['-h']).help).toBe(true);
  });
});

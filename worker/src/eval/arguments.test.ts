import { describe, expect, test } from 'vitest';
import { help, parseArguments } from './arguments.ts';
import { pictureKinds } from './pictures/truth/truth.ts';

const now = new Date('2026-01-02T03:04:05.678Z');
const parse = (...argv: string[]) => parseArguments(argv, { INIT_CWD: '/home/me' }, now);

describe('the flags of npm run eval', () => {
  test('without any it is the whole development set, in a folder of its own', () => {
    expect(parse()).toMatchObject({
      set: 'dev',
      kinds: [...pictureKinds],
      limit: Number.POSITIVE_INFINITY,
      seed: 1,
      concurrency: 2,
      outDir: '/home/me/snaprun-out/eval/dev-2026-01-02T03-04-05',
      compare: null,
    });
  });

  test('each is taken', () => {
    const argv = [
      '--set',
      'test',
      '--kinds',
      'bar, pie',
      '--limit',
      '5',
      '--seed',
      '7',
      '--out',
      'o',
      '--compare',
      '/r.json',
    ];
    expect(parse(...argv, '--json')).toMatchObject({
      set: 'test',
      kinds: ['bar', 'pie'],
      limit: 5,
      seed: 7,
      outDir: '/home/me/o',
      compare: '/r.json',
      json: true,
    });
  });

  test.each([
    [['--set', 'train'], '--set takes dev, test, golden, not "train"'],
    [['--kinds', 'bar,radar'], 'not "radar"'],
    [['--limit', '0'], '--limit takes a whole number'],
    [['--limit', '1e3'], '--limit takes a whole number'],
    [['--nonsense'], "Unknown option '--nonsense'"],
    [['picture.png'], 'picture.png'],
  ])('%j is refused with a sentence', (argv, sentence) => {
    expect(() => parse(...argv)).toThrow(sentence);
    expect(() => parse(...argv)).toThrow('--help` lists the flags.');
  });

  test('the help names every flag', () => {
    for (const flag of [
      'set',
      'kinds',
      'limit',
      'seed',
      'out',
      'compare',
      'concurrency',
      'draw',
      'json',
      'data',
    ])
      expect(help).toContain(`--${flag}`);
  });
});

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createOutputFiles, safeName } from './output-files.ts';

const limits = { fileBytes: 100, files: 3 };
const csv = Buffer.from('a,b\n');

describe('names of output files', () => {
  test.each([
    ['chart.png', 'chart.png'],
    ['sub/data one.csv', 'sub-data one.csv'],
    ['../../etc/passwd.txt', 'etc-passwd.txt'],
    ['/job/out/x.png', 'job-out-x.png'],
    ['..\\..\\evil.html', 'evil.html'],
    ['.hidden.csv', 'hidden.csv'],
    ['a\nb\u0000c\u202e.csv', 'a_b_c.csv'],
    ['%%.csv', 'file.csv'],
    ['CON.csv', 'file-CON.csv'],
    ['nul.tar.csv', 'file-nul.tar.csv'],
    ['x.txt:evil.csv', 'x.txt_evil.csv'],
    ['trailing.csv. .', 'trailing.csv'],
    ['cafe\u0301.csv', 'caf\u00e9.csv'],
    [`${'n'.repeat(200)}.csv`, `${'n'.repeat(100)}.csv`],
    ['図表.png', '図表.png'],
    [`${'図'.repeat(80)}/${'表'.repeat(80)}.png`, `${'図'.repeat(66)}.png`],
    ['', 'file'],
  ])('%j becomes %j', (sent, made) => {
    expect(safeName(sent)).toBe(made);
  });

  test('any name becomes a short base name without separators or controls', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 400 }), (sent) => {
        const made = safeName(sent);
        expect(made).toMatch(/^[^/\\\p{C}]{1,120}$/u);
        expect(made.startsWith('.')).toBe(false);
        expect(Buffer.byteLength(made)).toBeLessThan(240);
      }),
    );
  });
});

describe('output files', () => {
  test('two files never get the same name, also where case does not count', () => {
    const out = createOutputFiles(limits);
    for (const sent of ['a/b.csv', 'a-b.csv', 'A-B.csv']) out.add(sent, csv);
    expect(out.files.map((file) => file.name)).toEqual(['a-b.csv', 'a-b-2.csv', 'A-B-3.csv']);
    expect(out.nameOf('a-b.csv')).toBe('a-b-2.csv');
  });

  test('a content that is not what its name says, an unknown type and a giant are skipped with the reason', () => {
    const out = createOutputFiles(limits);
    out.add('page.png', Buffer.from('<html>'));
    out.add('run.exe', csv);
    out.add('png', csv);
    out.add('big.csv', Buffer.alloc(101));
    expect(out.files).toEqual([]);
    expect(out.skipped.map((file) => file.reason)).toEqual([
      'its content is not image/png',
      'this type of file is not kept',
      'this type of file is not kept',
      'larger than 100 bytes',
    ]);
  });

  test('files beyond the count are skipped', () => {
    const out = createOutputFiles(limits);
    for (const n of [1, 2, 3, 4]) out.add(`${n}.csv`, csv);
    expect(out.files).toHaveLength(3);
    expect(out.skipped).toEqual([{ name: '4.csv', reason: 'more than 3 files', bytes: csv.length }]);
  });
});

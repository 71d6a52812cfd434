import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, describe, expect, test } from 'vitest';
import type { CodeFault } from '../faults.ts';
import { samplePanels, samplePrompt } from './sample-panels.ts';
import { writeAnswer } from './write-answer.ts';

type More = Parameters<typeof samplePrompt>[1];

function programFor(panels: readonly object[], more: More = {}, fault: CodeFault | null = null): string {
  const content = samplePrompt(panels, more);
  const answer = writeAnswer({ model: 'demo-code', messages: [{ role: 'user', content }] }, fault);
  const fences = answer.match(/^```.*$/gm);
  expect(fences).toEqual(['```python', '```']);
  return /```python\n([\s\S]*?)```/.exec(answer)?.[1] ?? '';
}

describe('the program', () => {
  test('holds the numbers, names and colours of the spec as literals', () => {
    const program = programFor([samplePanels.line]);
    expect(program).toContain('labels = [2020, 2021, 2022]');
    expect(program).toContain('    [31, None, 47],\n    [44, 46, 50],');
    expect(program).toContain('names = ["Solar", "Wind"]');
    expect(program).toContain('colors = ["#e69f00", "#0072b2"]');
    expect(program).toContain('axis.legend()');
    expect(program).toContain('axis.set_yscale("log")');
    expect(program).toContain('axis.set_title("Renewables \\"\\"\\"; import os #")');
  });

  test('puts the categories of a horizontal bar chart on the vertical axis, first one on top', () => {
    const program = programFor([samplePanels.horizontal_bar]);
    expect(program).toContain('axis.barh(');
    expect(program).toContain('axis.set_ylabel("Region")');
    expect(program).toContain('axis.invert_yaxis()');
    expect(program).toContain('writer.writerow(["Region", *names])');
  });

  test('adds the unit to an axis label that lacks it and keeps the range', () => {
    const program = programFor([samplePanels.bar]);
    expect(program).toContain('axis.set_ylabel("Parcels (k)")');
    expect(program).toContain('axis.set_ylim(0, 60)');
  });

  test('says what it cannot draw instead of drawing something', () => {
    for (const panel of [samplePanels.formula, samplePanels.text]) {
      const program = programFor([panel]);
      expect(program).toContain('/job/out/answer.md');
      expect(program).not.toContain('savefig');
    }
  });

  test('is the same for the same prompt', () => {
    expect(programFor([samplePanels.pie])).toBe(programFor([samplePanels.pie]));
  });

  test('reads a spec that was shortened to fit: pairs for points, members left out', () => {
    const program = programFor([
      {
        kind: 'bar',
        series: [
          {
            points: [
              ['a', 1],
              ['b', null],
            ],
          },
        ],
      },
    ]);
    expect(program).toContain('labels = ["a", "b"]');
    expect(program).toContain('    [1, None],');
  });

  test('for a prompt without a spec is an honest answer', () => {
    const answer = writeAnswer({ model: 'demo-code', messages: [{ role: 'user', content: 'hello' }] }, null);
    expect(answer).toContain('Nothing was recognised in the picture.');
  });
});

describe('an instruction', () => {
  test('can choose the kind of chart, a log scale and an order', () => {
    const program = programFor([samplePanels.bar], {
      instruction: 'As a line chart, log scale, sorted please',
    });
    expect(program).toContain('axis.plot(');
    expect(program).toContain('axis.set_yscale("log")');
    expect(program).toContain('labels = ["East", "North", "South"]');
  });

  test('that calls horizontal bars a bar chart leaves them horizontal', () => {
    const program = programFor([samplePanels.horizontal_bar], { instruction: 'Recreate this bar chart' });
    expect(program).toContain('axis.barh(');
  });

  test('can keep some rows or one series', () => {
    expect(programFor([samplePanels.line], { instruction: 'only 2020 to 2021' })).toContain(
      'labels = [2020, 2021]',
    );
    expect(programFor([samplePanels.bar], { instruction: 'Only North and East' })).toContain(
      '["North", "East"]',
    );
    expect(programFor([samplePanels.line], { instruction: 'show only Wind' })).toContain('names = ["Wind"]');
  });

  test('for something that is not in the picture shows all and says so', () => {
    const program = programFor([samplePanels.bar], { instruction: 'only Mars' });
    expect(program).toContain('labels = ["North", "South", "East"]');
    expect(program).toContain('Nothing in the picture is called as this instruction says');
  });

  test('about a table counts no row of totals and keeps the rows it names', () => {
    const rows = [
      ['Kettle', '120'],
      ['Grill', '210'],
      ['Total', '330'],
    ];
    const panel = { kind: 'table', table: { header: ['Product', 'Q1'], rows } };
    expect(programFor([panel], { instruction: 'Which is highest?' })).toContain(
      'labels = ["Kettle", "Grill"]',
    );
    expect(programFor([panel], { instruction: 'only Grill' })).not.toContain('Kettle');
  });

  test('adds to what was asked before, which still holds', () => {
    const earlier = ['as a line chart', 'only Wind'];
    const program = programFor([samplePanels.line], { earlier, instruction: 'only 2020 and 2021' });
    expect(program).toContain('axis.plot(');
    expect(program).toContain('names = ["Wind"]');
    expect(program).toContain('labels = [2020, 2021]');
    const other = programFor([samplePanels.line], { earlier, instruction: 'show only Solar' });
    expect(other).toContain('names = ["Solar"]');
    const back = programFor([samplePanels.line], { earlier, instruction: 'undo that' });
    expect(back).toContain('names = ["Solar", "Wind"]');
  });

  test('keeps the numbers that a person put into the program before, and only those', () => {
    const previousCode = programFor([samplePanels.bar]).replace('42.5', '40');
    const more = { instruction: 'as a line chart', previousCode };
    const kept = programFor([samplePanels.bar], { ...more, isEdited: true });
    expect(kept).toContain('    [40, None, 58.2],');
    expect(kept).toContain('axis.plot(');
    expect(programFor([samplePanels.bar], more)).toContain('    [42.5, None, 58.2],');
    const own = { ...more, previousCode: 'labels = [x for x in range(3)]\n', isEdited: true };
    expect(programFor([samplePanels.bar], own)).toContain('    [42.5, None, 58.2],');
  });

  test('can leave out, cut to the largest, bound, recolour and rename', () => {
    const bar = (instruction: string) => programFor([samplePanels.bar], { instruction });
    expect(bar('without East')).toContain('labels = ["North", "South"]');
    expect(bar('show the top 1')).toContain('labels = ["East"]');
    expect(bar('only values above 50')).toContain('labels = ["East"]');
    expect(bar('make the bars green')).toContain('colors = ["#2ca02c"]');
    expect(bar('call it "Mail"')).toContain('axis.set_title("Mail")');
    expect(programFor([samplePanels.line], { instruction: 'since 2021' })).toContain('labels = [2021, 2022]');
    expect(programFor([samplePanels.line], { instruction: 'linear scale' })).not.toContain('set_yscale');
  });

  test('to sort a table sorts its rows', () => {
    const table = {
      kind: 'table',
      table: {
        header: ['A', 'N'],
        rows: [
          ['x', '1'],
          ['y', '3'],
          ['z', '2'],
        ],
      },
    };
    const program = programFor([table], { instruction: 'sorted, largest first' });
    expect(program.indexOf('["y", "3"]')).toBeLessThan(program.indexOf('["z", "2"]'));
    expect(programFor([table], { instruction: 'top 1' })).not.toContain('["x", "1"]');
  });

  test('that nobody understands is named in the answer', () => {
    expect(programFor([samplePanels.bar], { instruction: 'translate to Klingon' })).toContain(
      'did not understand this instruction: translate to Klingon',
    );
  });
});

describe('a planted fault', () => {
  test.each([
    ['undefined_name', 'row_count'],
    ['runtime_error', 'settings["style"]'],
    ['syntax_error', 'print("Done"\n'],
    ['blocked_import', 'import subprocess'],
    ['endless_loop', 'while True:'],
    ['wrong_values', '[64.75, None, '],
  ] as const)('%s is in the program', (fault, sign) => {
    expect(programFor([samplePanels.bar], {}, fault)).toContain(sign);
    expect(programFor([samplePanels.bar])).not.toContain(sign);
  });

  test('missing_import leaves a name undefined', () => {
    expect(programFor([samplePanels.bar], {}, 'missing_import')).not.toContain('import csv');
  });

  test('is mended when the problem comes back', () => {
    const previousCode = programFor([samplePanels.bar], {}, 'undefined_name');
    const problem = "F821 Undefined name 'row_count'";
    expect(programFor([samplePanels.bar], { previousCode, problem })).toBe(programFor([samplePanels.bar]));
  });

  test('that was none of ours makes a plainer program', () => {
    const previousCode = programFor([samplePanels.bar]);
    const again = programFor([samplePanels.bar], { previousCode, problem: 'ValueError: bad limits' });
    expect(again).not.toContain('set_ylim');
    expect(again).toContain('[42.5, None, 58.2]');
  });
});

test('a title that looks like a path is written without its slash once the checks complained', () => {
  const panel = { ...samplePanels.bar, title: '/etc/passwd', y: { label: 'x.__class__' } };
  const previousCode = programFor([panel]);
  expect(previousCode).toContain('"/etc/passwd"');
  const again = programFor([panel], {
    previousCode,
    problem: 'SNAP006 The path /etc/passwd is outside /job.',
  });
  expect(again).toContain('axis.set_title("etc/passwd")');
  expect(again).not.toContain('__class__');
});

const python = process.env.SNAPRUN_SANDBOX_PYTHON;
if (!python) process.stderr.write('Skipped: running the programs needs SNAPRUN_SANDBOX_PYTHON.\n');

describe.skipIf(!python)('run for real', () => {
  const folder = mkdtempSync(join(tmpdir(), 'demo-coder-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  const ground = (width: number, height: number, color: string, more = '') =>
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}"><rect width="100%" height="100%" fill="${color}"/>${more}</svg>`;
  const square = ground(64, 48, '#3366cc');
  // Seven coins, two of which touch.
  const places = [
    [60, 60],
    [118, 62],
    [220, 70],
    [320, 60],
    [90, 190],
    [210, 200],
    [330, 190],
  ];
  const coins = ground(
    400,
    260,
    '#2f4f3a',
    places.map(([x, y]) => `<circle cx="${x}" cy="${y}" r="30" fill="#c9a227"/>`).join(''),
  );

  /** What the program leaves, by name. `/job` is moved to a folder of the test's. */
  async function run(name: string, program: string, paint = square): Promise<Map<string, string>> {
    const job = join(folder, name);
    mkdirSync(join(job, 'out'), { recursive: true });
    await sharp(Buffer.from(paint)).png().toFile(join(job, 'input.png'));
    writeFileSync(join(job, 'program.py'), program.replaceAll('/job/', `${job}/`));
    const done = spawnSync(python ?? '', [join(job, 'program.py')], {
      env: { MPLBACKEND: 'Agg', MPLCONFIGDIR: folder, PATH: process.env.PATH ?? '' },
      encoding: 'utf8',
      timeout: 60_000,
    });
    expect(done.stderr).not.toContain('Traceback');
    expect(done.status).toBe(0);
    const files = readdirSync(join(job, 'out'));
    return new Map(files.map((file) => [file, readFileSync(join(job, 'out', file), 'utf8')]));
  }

  test.each(Object.entries(samplePanels))(
    'a %s ends with its files',
    { timeout: 90_000 },
    async (kind, panel) => {
      const files = await run(kind, programFor([panel]));
      const words = ['formula', 'text'].includes(kind);
      const expected = words ? ['answer.md'] : ['data.csv', 'figure.png', 'figure.svg'];
      const measured = ['photo', 'unknown'].includes(kind);
      expect([...files.keys()].sort()).toEqual(measured ? ['answer.md', ...expected] : expected);
    },
  );

  test('data.csv has the labels first, a column a series, and nothing for a gap', {
    timeout: 90_000,
  }, async () => {
    const files = await run('csv', programFor([samplePanels.line]));
    expect(files.get('data.csv')).toBe('Year,Solar,Wind\r\n2020,31,44\r\n2021,,46\r\n2022,47,50\r\n');
  });

  test('a photo is measured by the program', { timeout: 90_000 }, async () => {
    const files = await run('measured', programFor([samplePanels.photo]));
    expect(files.get('answer.md')).toContain('64 × 48 pixels');
    expect(files.get('answer.md')).toMatch(/#3[0-9a-f]6[0-9a-f]c[0-9a-f]: 100\.0%/);
  });

  test('a chart that nobody could read is measured, and the answer says what was read', {
    timeout: 90_000,
  }, async () => {
    const panel = { ...samplePanels.unknown, title: 'Sales', text: ['Jan', 'Feb'] };
    const answer = (await run('unread', programFor([panel]))).get('answer.md');
    expect(answer).toContain('A panel of a kind that was not recognised, titled “Sales”.');
    expect(answer).toContain('    Feb\n');
    expect(answer).toContain('No numbers were found that could be drawn again');
    expect(answer).toContain('64 × 48 pixels');
  });

  test('a formula is solved, with the steps that sympy knows', { timeout: 90_000 }, async () => {
    const solve = (formula: string) =>
      programFor([{ kind: 'formula', formula }], { instruction: 'solve it' });
    const square = await run('square', solve('x^2 - 5x + 6 = 0'));
    expect(square.get('answer.md')).toBe('The solution of x^2 - 5x + 6 = 0:\n- x = 2\n- x = 3\n');
    const fraction = await run('fraction', solve('\\frac{x}{2} + \\sqrt{9} = 2 \\cdot 4'));
    expect(fraction.get('answer.md')).toContain('- x = 10');
    const plain = await run('plain', solve('2(3 + 4)^2 / 7'));
    expect(plain.get('answer.md')).toContain('= 14.');
  });

  test('things in a photo are counted, colours are named', { timeout: 90_000 }, async () => {
    const counted = await run(
      'counted',
      programFor([samplePanels.photo], { instruction: 'count the coins' }),
      coins,
    );
    expect(counted.get('answer.md')).toContain('I counted 7 coins');
    expect(counted.get('data.csv')?.trim().split('\n')).toHaveLength(8);
    const nothing = await run(
      'nothing',
      programFor([samplePanels.photo], { instruction: 'count the coins' }),
    );
    expect(nothing.get('answer.md')).toContain('I counted 0 coins');
    const instruction = 'What are the dominant colours?';
    const colors = await run('colors', programFor([samplePanels.photo], { instruction }));
    expect(colors.get('answer.md')).toMatch(/dominant colours are #3[0-9a-f]6[0-9a-f]c[0-9a-f] \(100\.0%\)/);
  });

  test('marks are drawn on every kind of chart', { timeout: 90_000 }, async () => {
    const instruction = 'add the average, the trend, a grid and the values on top';
    for (const kind of ['bar', 'horizontal_bar', 'line', 'scatter', 'stacked_bar'] as const) {
      const files = await run(`marks-${kind}`, programFor([samplePanels[kind]], { instruction }));
      expect([...files.keys()].sort()).toEqual(['data.csv', 'figure.png', 'figure.svg']);
    }
  });

  test('questions are answered from the numbers', { timeout: 90_000 }, async () => {
    const grew = await run('grew', programFor([samplePanels.line], { instruction: 'Which grew fastest?' }));
    expect(grew.get('answer.md')).toContain('Solar grew most: by 16.');
    const value = await run(
      'value',
      programFor([samplePanels.line], { instruction: 'What was Wind in 2021?' }),
    );
    expect(value.get('answer.md')).toBe('- Wind, 2021: 46\n');
    const table = await run(
      'table-sum',
      programFor([samplePanels.table], { instruction: 'What is the total price?' }),
    );
    expect(table.get('answer.md')).toContain('The total Price is 1262.5, over 2 values.');
  });
});

import type { ChartName } from './charts.ts';

/** What a follow-up left, as far as its instruction can be checked on it. */
export interface Made {
  code: string;
  /** Of `data.csv`, header first. */
  data: string[][];
  answer: string;
}

export interface FollowUp {
  instruction: string;
  /** The index of the follow-up that it goes on from, or null for the job on the picture. */
  after: number | null;
  /** Whether what was asked is there. */
  isDone: (made: Made) => boolean;
}

/** Four follow-ups on each chart; the last two of each stand on one another. */
export const conversations: Readonly<Record<ChartName, readonly FollowUp[]>> = {
  regions: [
    ask('make it a line chart', ({ code }) => /\.plot\(/.test(code)),
    ask('Which region is the highest?', ({ answer }) => /\bEast\b/.test(answer)),
    ask('show the top 3', holds(['North', 'East', 'Centre'], ['South', 'West'])),
    ask('sorted, largest first', (made) => column(made, 0).join() === 'East,North,Centre', 2),
  ],
  renewables: [
    ask('Which grew fastest?', ({ answer }) => /\bSolar\b[^.]*\bmost\b|\bSolar\b[^.]*\bfast/.test(answer)),
    ask('in log scale', ({ code }) => /log/.test(code.replace(/#.*/g, ''))),
    ask('only 2024', (made) => column(made, 0).join() === '2024'),
    ask('without Wind', ({ data }) => data[0]?.join().includes('Wind') === false, 2),
  ],
  quarters: [
    ask('as CSV', ({ data }) => data.length === 5),
    ask('only 2024', ({ data }) => data[0]?.join().includes('2023') === false),
    ask('make it a stacked bar chart', ({ code }) => /bottom\s*=|stacked\s*=\s*True/.test(code)),
    ask('What is the average of 2024?', ({ answer }) => /\b3[67](?:\.\d+)?\b/.test(answer), 2),
  ],
  languages: [
    ask('as a pie chart', ({ code }) => /\.pie\(/.test(code)),
    ask('make the bars green', ({ code }) => /#2ca02c|green/.test(code)),
    ask('Change the title to "Languages of the world"', ({ code }) =>
      code.includes('Languages of the world'),
    ),
    ask('write it in JavaScript', ({ code }) => /^import |^from /m.test(code), 2),
  ],
  teams: [
    ask('How many tickets are open in all?', ({ answer }) => /\b3[89](?:\.\d+)?\b|\b40\b/.test(answer)),
    ask('show only Closed', ({ data }) => data[0]?.join().includes('Open') === false),
    ask(
      'add a grid and the values on the bars',
      ({ code }) => /grid\(/.test(code) && /bar_label|text\(/.test(code),
    ),
    ask('What are the dominant colours?', ({ answer }) => /#[0-9a-f]{6}/i.test(answer), 2),
  ],
};

function ask(instruction: string, isDone: FollowUp['isDone'], after: number | null = null): FollowUp {
  return { instruction, isDone, after };
}

function column({ data }: Made, at: number): string[] {
  return data.slice(1).map((row) => (row[at] ?? '').trim());
}

function holds(names: readonly string[], others: readonly string[]) {
  return (made: Made) => {
    const first = column(made, 0);
    return names.every((name) => first.includes(name)) && !others.some((name) => first.includes(name));
  };
}

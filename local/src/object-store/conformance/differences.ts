import { test } from 'vitest';

/** One way in which a store differs from what the suite says, on purpose or by its nature. */
export interface Difference {
  reason: string;
  /** What it answers instead; without it, the test has to fail as long as the store differs. */
  instead?: { status: number; code: string };
  /** The tests it is about, as `describe: case`. */
  cases: string[];
}

interface Answered {
  status: number;
  code?: string;
}

export interface Differences {
  in(group: string): {
    /** A test for each case, with the answer that is due from this store; the title says both, and why they differ. */
    each<Case extends Answered>(
      cases: readonly Case[],
      nameOf: (one: Case) => string,
      run: (one: Case) => Promise<void>,
    ): void;
    /** A test of behaviour: where the store is known to differ, it turns red when that is no longer true. */
    test(title: string, run: () => Promise<void>): void;
  };
  /** Rows that no test of the suite has asked for: they are out of date. */
  unmet(): string[];
}

/** The known differences of one store; every case stays in the suite, and stays as strict for the other stores. */
export function differences(rows: readonly Difference[] = []): Differences {
  const byCase = new Map(rows.flatMap((row) => row.cases.map((name) => [name, row] as const)));
  const open = new Set(byCase.keys());
  const find = (group: string, name: string) => {
    open.delete(`${group}: ${name}`);
    return byCase.get(`${group}: ${name}`);
  };
  return {
    in: (group) => ({
      each(cases, nameOf, run) {
        for (const one of cases) {
          const name = nameOf(one);
          const row = find(group, name);
          const due = { ...one, ...row?.instead };
          const answer = [due.status, due.code, row && `(differs: ${row.reason})`].filter(Boolean).join(' ');
          test(`${name} → ${answer}`, () => run(due));
        }
      },
      test(title, run) {
        const row = find(group, title);
        if (row === undefined) test(title, run);
        else test.fails(`${title} is not so (${row.reason})`, run);
      },
    }),
    unmet: () => [...open],
  };
}

import { abusePrograms } from '../abuse-programs.ts';
import type { SandboxJob, SandboxResult } from '../driver.ts';
import { whatIsWrong } from './abuse.ts';

/** A job whose result is known beforehand. */
export interface SoakJob {
  name: string;
  job: SandboxJob;
  /** What is wrong with a result, or null. */
  check(result: SandboxResult, way: { driver: string; runtime: string }): string | null;
}

/** Hostile programs end after this long, so that 200 jobs take minutes. */
const hostileWallMs = 1_500;

/** `count` jobs, three honest ones to each hostile one, every honest one with an answer of its own. */
export function soakJobs(count: number): SoakJob[] {
  const hostile = abusePrograms().map(
    (program): SoakJob => ({
      name: program.name,
      job: {
        code: program.code,
        inputPng: null,
        limits: { wallMs: Math.min(hostileWallMs, program.limits.wallMs) },
      },
      check: (result, { driver, runtime }) => {
        const wanted = program.expectation(driver, runtime);
        // With less time than its own it may end as one that ran out of it.
        const statuses = [...wanted.statuses, 'timeout'];
        const says = result.execution.status === 'timeout' ? null : wanted.says;
        const files =
          result.execution.status === 'timeout' ? result.files.map((file) => file.name).sort() : wanted.files;
        return whatIsWrong(result, { statuses, says, files });
      },
    }),
  );
  return Array.from({ length: count }, (_, n) => {
    const bad = hostile[Math.floor(n / 4) % Math.max(1, hostile.length)];
    return n % 4 === 3 && bad ? bad : honest(n);
  });
}

function honest(n: number): SoakJob {
  const kinds = [
    answers('print', `print(${n} * ${n})`, `${n * n}\n`, []),
    answers(
      'plot',
      `import matplotlib.pyplot as plt\nplt.bar([1, 2], [${n}, 2])\nplt.savefig("/job/out/${n}.png")\nprint(${n})`,
      `${n}\n`,
      [`${n}.png`],
    ),
    answers(
      'table',
      `import pandas as pd\npd.DataFrame({"n": range(${n})}).to_csv("/job/out/${n}.csv")\nprint(sum(range(${n})))`,
      `${(n * (n - 1)) / 2}\n`,
      [`${n}.csv`],
    ),
    fails(n),
  ];
  return kinds[Math.floor(n / 4 + n) % kinds.length] ?? fails(n);
}

function answers(name: string, code: string, stdout: string, files: string[]): SoakJob {
  return {
    name,
    job: { code, inputPng: null },
    check: (result) =>
      result.execution.stdout === stdout
        ? whatIsWrong(result, { statuses: ['ok'], says: null, files })
        : `said ${JSON.stringify(result.execution.stdout.slice(0, 100))} instead of ${JSON.stringify(stdout)}`,
  };
}

function fails(n: number): SoakJob {
  return {
    name: 'error',
    job: { code: `x = ${n}\nraise ValueError(x)`, inputPng: null },
    check: (result) => {
      const { error } = result.execution;
      if (error?.type !== 'ValueError' || error.line !== 2 || error.message !== `${n}`)
        return `ended with ${JSON.stringify(error)}`;
      return whatIsWrong(result, { statuses: ['error'], says: null, files: [] });
    },
  };
}

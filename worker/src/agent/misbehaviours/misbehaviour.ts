import type { ModelRole } from '@snaprun/core/config';
import type { Execution } from '@snaprun/core/execution';
import type { Job } from '@snaprun/core/schema/jobs';
import type { SandboxJob } from '../../sandbox/driver.ts';
import type { ScriptedRun } from '../../sandbox/in-memory-driver.ts';
import type { ScriptedReply, ScriptedRequest } from '../models/scripted-model-server.ts';
import { failedRun, goodFiles, goodRun, picture, program } from '../test-bench.ts';

export type Script = readonly ScriptedReply[] | ((request: ScriptedRequest, n: number) => ScriptedReply);

/** One way in which one role misbehaves while the others are well, and how the job then has to end. */
export interface Misbehaviour {
  role: ModelRole;
  name: string;
  script: Script;
  outcome: NonNullable<Job['outcome']>;
  /** What the error or the summary has to say. */
  reason: RegExp;
}

/** A reply that holds this JSON. */
export const json = (value: unknown): ScriptedReply => ({ text: JSON.stringify(value) });

/** A program that the real critic passes, with a comment that tells the sandbox's script what it does. */
export const plotting = (does: string, values = '[10, 15]') =>
  program(`# ${does}
import matplotlib.pyplot as plt

labels = ["Q1", "Q2"]
values = ${values}
fig, ax = plt.subplots()
ax.bar(labels, values, color="#4c72b0")
ax.set_title("Sales")
ax.set_ylabel("Units")
fig.savefig("/job/out/figure.png")`);

export const goodText = `Here it is.\n\n${plotting('draws the chart').text}`;
export const good: ScriptedReply = { text: goodText };

/** What becomes of a program in the sandbox, told by the comment it begins with. */
export async function sandboxScript(): Promise<(job: SandboxJob) => ScriptedRun> {
  const well = await goodRun();
  const blank = { files: [{ name: 'figure.png', bytes: await picture('blank'), mediaType: 'image/png' }] };
  const [figure] = await goodFiles();
  const ends = (status: Execution['status']): ScriptedRun => ({ execution: { status, exitCode: null } });
  const runs: [RegExp, ScriptedRun][] = [
    [/# draws the chart/, well],
    [/# draws nothing/, blank],
    [/# draws other values/, { ...well, figures: otherValues(well) }],
    [/# shows no data/, { files: figure ? [figure] : [], figures: [] }],
    [/# never ends/, ends('timeout')],
    [/# takes all memory/, ends('out_of_memory')],
    [/# prints without end/, ends('output_limit')],
    [/# raises/, failedRun('ZeroDivisionError', 'division by zero', 2)],
  ];
  return ({ code }) => runs.find(([marker]) => marker.test(code))?.[1] ?? {};
}

function otherValues(run: ScriptedRun): NonNullable<ScriptedRun['figures']> {
  return (run.figures ?? []).map((figure) => ({
    ...figure,
    axes: figure.axes.map((axes) => ({ ...axes, bars: axes.bars.map((bar) => ({ ...bar, height: 7 })) })),
  }));
}

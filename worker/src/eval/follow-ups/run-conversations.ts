import { isValidWithin } from '../report/score-case.ts';
import type { Api } from '../run/api.ts';
import { attemptFacts } from '../run/run-picture.ts';
import { type ChartName, drawChart } from './charts.ts';
import { conversations, type FollowUp } from './conversations.ts';

export interface FollowUpRow {
  chart: ChartName;
  instruction: string;
  outcome: string;
  /** A program of at most three rewrites ended well and left a figure or data. */
  valid: boolean;
  /** What was asked for is there. */
  done: boolean;
  modelCalls: number;
  /** Whether the picture was read again. */
  looked: boolean;
  error: string | null;
}

const jobMs = 120_000;

/** Runs every chart and, on it, its follow-ups in turn. */
export async function runConversations(api: Api): Promise<FollowUpRow[]> {
  const rows: FollowUpRow[] = [];
  for (const chart of Object.keys(conversations) as ChartName[]) {
    const bytes = await drawChart(chart);
    const fileId = await api.upload({ name: `${chart}.png`, mediaType: 'image/png', bytes });
    const first = await api.startJob(fileId, `${chart}.png`);
    await api.waitForEnd(first, jobMs);
    const jobs: string[] = [];
    for (const followUp of conversations[chart]) {
      const parent = followUp.after === null ? first : (jobs[followUp.after] ?? first);
      const job = await api.followUp(parent, followUp.instruction);
      jobs.push(job);
      rows.push(await rowOf(api, chart, followUp, job));
    }
  }
  return rows;
}

async function rowOf(
  api: Api,
  chart: ChartName,
  { instruction, isDone }: FollowUp,
  jobId: string,
): Promise<FollowUpRow> {
  const hasEnded = await api.waitForEnd(jobId, jobMs);
  if (!hasEnded) await api.cancel(jobId);
  const results = await api.results(jobId);
  const attempts = await Promise.all(results.attempts.map((attempt) => attemptFacts(api, results, attempt)));
  const chosen = results.attempts.find(({ id }) => id === results.attemptId);
  const answer = results.artifacts.find(
    ({ name, attemptId }) => name === 'answer.md' && attemptId === results.attemptId,
  );
  const made = {
    code: chosen?.code ?? '',
    data: attempts.find(({ id }) => id === chosen?.id)?.data ?? [],
    answer: answer ? new TextDecoder().decode(await api.download(answer.url)) : '',
  };
  const read = (await api.events(jobId)).some(
    ({ type, data }) => type === 'image.read' && !(data as { fromJobId?: string }).fromJobId,
  );
  const { job } = results;
  return {
    ...{ chart, instruction, outcome: job.outcome ?? job.status, looked: read },
    ...{ valid: isValidWithin({ attempts }, 3), done: chosen !== undefined && isDone(made) },
    ...{ modelCalls: job.receipt.modelCalls, error: job.error?.message ?? null },
  };
}

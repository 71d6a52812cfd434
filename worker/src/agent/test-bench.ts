import { modelRoles } from '@snaprun/core/config';
import { eventsAfter, type JobEvent } from '@snaprun/core/events';
import { createLog } from '@snaprun/core/log';
import { type Job, type JobRelation, jobs } from '@snaprun/core/schema/jobs';
import type { Spec } from '@snaprun/core/spec';
import { createTestDatabase } from '@snaprun/core/testing/database';
import { insertQueuedJob, insertReadyFile, insertUser } from '@snaprun/core/testing/factories';
import { createMemoryStorage } from '@snaprun/core/testing/memory-storage';
import { eq } from 'drizzle-orm';
import sharp from 'sharp';
import { createScriptedCritic } from '../critic/scripted-critic.ts';
import { createRunningJobs } from '../fleet/running-jobs.ts';
import type { SandboxDriver, SandboxFile } from '../sandbox/driver.ts';
import type { FigureFacts } from '../sandbox/figure-facts.ts';
import { createInMemoryDriver, type ScriptedRun } from '../sandbox/in-memory-driver.ts';
import type { RunJobDeps } from '../tasks/run-job.ts';
import type { Patience } from './budgets.ts';
import { createOpenAiClient } from './models/openai-client.ts';
import { type ScriptedReply, startScriptedModels } from './models/scripted-model-server.ts';
import { openCheckpointer } from './open-checkpointer.ts';

export type ModelScripts = Parameters<typeof startScriptedModels>[0];

export const barSpec: Spec = {
  version: 1,
  panels: [
    {
      kind: 'bar',
      title: 'Sales',
      x: { label: null, unit: null, scale: 'category', min: null, max: null, ticks: ['Q1', 'Q2'] },
      y: { label: 'Units', unit: null, scale: 'linear', min: 0, max: 20, ticks: [0, 10, 20] },
      series: [
        {
          name: null,
          color: '#4c72b0',
          points: [
            { x: 'Q1', y: 10 },
            { x: 'Q2', y: 15 },
          ],
          confidence: 0.9,
        },
      ],
      table: null,
      formula: null,
      text: [],
      photo: null,
      confidence: 0.9,
    },
  ],
  notes: [],
  confidence: 0.9,
};

/** What matplotlib shows for `barSpec`, with the values given. */
export function barFigure(values: readonly number[] = [10, 15]): FigureFacts {
  return {
    file: 'figure.png',
    title: '',
    widthInches: 6,
    heightInches: 4,
    axes: [
      {
        title: 'Sales',
        kind: 'rectilinear',
        xlabel: '',
        ylabel: 'Units',
        xscale: 'linear',
        yscale: 'linear',
        xlim: [-0.5, 1.5],
        ylim: [0, 20],
        xticks: [0, 1],
        xticklabels: ['Q1', 'Q2'],
        yticks: [0, 10, 20],
        yticklabels: ['0', '10', '20'],
        legend: [],
        texts: [],
        tables: [],
        bars: values.map((height, i) => ({
          label: '',
          orientation: 'vertical',
          x: i - 0.4,
          width: 0.8,
          y: 0,
          height,
        })),
        lines: [],
        scatters: [],
        areas: [],
        wedges: [],
        images: [],
      },
    ],
  };
}

export async function picture(kind: 'chart' | 'blank' = 'chart'): Promise<Uint8Array> {
  const white = sharp({ create: { width: 80, height: 60, channels: 3, background: '#ffffff' } });
  if (kind === 'blank') return white.png().toBuffer();
  const bar = { create: { width: 20, height: 40, channels: 3 as const, background: '#4c72b0' } };
  return white
    .composite([{ input: bar, left: 20, top: 20 }])
    .png()
    .toBuffer();
}

/** The files of a good run. */
export async function goodFiles(): Promise<SandboxFile[]> {
  const csv = new TextEncoder().encode('category,value\nQ1,10\nQ2,15\n');
  return [
    { name: 'figure.png', bytes: await picture(), mediaType: 'image/png' },
    { name: 'data.csv', bytes: csv, mediaType: 'text/csv' },
  ];
}

export async function goodRun(): Promise<ScriptedRun> {
  return { files: await goodFiles(), figures: [barFigure()], output: [{ stream: 'stdout', text: 'done\n' }] };
}

export function failedRun(type: string, message: string, line: number): ScriptedRun {
  const traceback = `Traceback (most recent call last):\n  File "main.py", line ${line}\n${type}: ${message}`;
  return { execution: { status: 'error', exitCode: 1, error: { type, message, line, traceback } } };
}

export const seen: ScriptedReply = { text: JSON.stringify(barSpec) };
export const decides = (action: string): ScriptedReply => ({
  text: JSON.stringify({ thought: `I choose ${action}.`, action, input: {} }),
});
export const program = (body: string) => ({ text: `Here:\n\`\`\`python\n${body}\n\`\`\`\n` });

export const happyModels: ModelScripts = {
  vision: [seen],
  reasoning: [decides('write_code'), decides('finish')],
  code: (_request, n) => program(`print(${n})`),
};

/** The patience of production in miniature; a busy machine still answers in this time. */
export const hasty: Patience = {
  connectMs: 1_000,
  firstByteMs: 5_000,
  totalMs: 6_000,
  slowMs: 5_500,
  outageMs: 300,
  firstDelayMs: 5,
  maxDelayMs: 20,
  longestPauseMs: 2_000,
  restMs: 50,
};

export interface BenchOptions {
  models?: Partial<ModelScripts>;
  critic?: Parameters<typeof createScriptedCritic>[0];
  runs?: Parameters<typeof createInMemoryDriver>[0];
  sandbox?: SandboxDriver;
  modelId?: (role: string) => string;
  patience?: Patience;
}

/** The whole agent on a real Postgres; only models, critic and sandbox are scripted, and storage is in memory. */
export async function createBench() {
  const log = createLog({}, () => undefined);
  const database = await createTestDatabase();
  const checkpointer = openCheckpointer(database.url, log);
  const storage = createMemoryStorage();
  const user = await insertUser(database.db);
  const servers: Awaited<ReturnType<typeof startScriptedModels>>[] = [];
  return {
    database,
    storage,
    user,
    checkpointer,
    async deps(options: BenchOptions = {}) {
      const server = await startScriptedModels({ ...happyModels, ...options.models }, options.modelId);
      servers.push(server);
      const clients = modelRoles.map(
        (role) =>
          [role, createOpenAiClient(role, server.endpoints[role], options.patience ?? hasty)] as const,
      );
      const sandbox = options.sandbox ?? createInMemoryDriver(options.runs ?? [await goodRun()]);
      const critic = createScriptedCritic(options.critic);
      const deps: RunJobDeps = {
        db: database.db,
        storage,
        models: Object.fromEntries(clients) as RunJobDeps['models'],
        critic,
        sandbox,
        checkpointer,
        running: createRunningJobs(),
        workerId: 'wrk_test',
        log,
      };
      return { ...deps, server, critic };
    },
    async job(instruction: string | null = null, bytes?: Uint8Array): Promise<Job> {
      const file = await insertReadyFile(database.db, { userId: user.id });
      await storage.write(file.objectKey, bytes ?? (await picture()), 'image/png');
      return insertQueuedJob(database.db, { userId: user.id, fileId: file.id, instruction });
    },
    /** A job that comes of this one, as the api makes it. */
    child(parent: Job, relation: JobRelation, instruction: string | null, seed?: number): Promise<Job> {
      const { id: parentId, userId, fileId } = parent;
      const more = seed === undefined ? {} : { seed };
      return insertQueuedJob(database.db, { userId, fileId, parentId, relation, instruction, ...more });
    },
    async read(jobId: string): Promise<Job> {
      const [job] = await database.db.select().from(jobs).where(eq(jobs.id, jobId));
      if (job === undefined) throw new Error(`There is no job ${jobId}.`);
      return job;
    },
    events: (jobId: string): Promise<JobEvent[]> => eventsAfter(database.db, jobId, 0),
    async close() {
      await Promise.all(servers.map((server) => server.close()));
      await checkpointer.end();
      await database.drop();
    },
  };
}

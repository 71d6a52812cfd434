import type { ModelRole } from '@snaprun/core/config';
import type { Db } from '@snaprun/core/database';
import type { Log } from '@snaprun/core/log';
import type { File } from '@snaprun/core/schema/files';
import type { Job } from '@snaprun/core/schema/jobs';
import type { Storage } from '@snaprun/core/storage';
import type { Critic } from '../critic/critic.ts';
import type { SandboxDriver } from '../sandbox/driver.ts';
import type { Meter } from './meter.ts';
import type { ModelClient } from './models/model-client.ts';
import type { Recorder } from './recorder.ts';
import type { WorkClock } from './work-clock.ts';

/** What the agent works with, the same for every job. */
export interface AgentDeps {
  db: Db;
  storage: Storage;
  models: Readonly<Record<ModelRole, ModelClient>>;
  critic: Critic;
  sandbox: SandboxDriver;
  log: Log;
}

/** One claim of one job: what its nodes are given. */
export interface AgentRun {
  deps: AgentDeps;
  job: Job;
  file: File;
  signal: AbortSignal;
  /** Between two steps: throws when the job is to be handed over, once all that was finished is stored. */
  boundary(): Promise<void>;
  meter: Meter;
  clock: WorkClock;
  record: Recorder;
  /** Resolves when all that was told and all that was finished is stored; nothing is paid for before that. */
  settled(): Promise<void>;
  log: Log;
}

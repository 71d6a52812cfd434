import { z } from '@hono/zod-openapi';
import { Finding as CoreFinding } from '@snaprun/core/critic-report';
import { Execution as CoreExecution } from '@snaprun/core/execution';
import { Fidelity as CoreFidelity } from '@snaprun/core/fidelity';
import { AttemptId, FileId } from '@snaprun/core/ids';
import { Job } from './job.ts';
import { Time } from './text.ts';

export const Finding = z.object(CoreFinding.shape).openapi('Finding');
export const Execution = z.object(CoreExecution.shape).openapi('Execution');
export const Fidelity = z.object(CoreFidelity.shape).openapi('Fidelity');

export const Attempt = z
  .object({
    id: AttemptId,
    n: z.number().int(),
    origin: z.enum(['generated', 'repaired', 'resampled', 'edited']),
    code: z.string(),
    critic: z.object({ blocked: z.boolean(), findings: z.array(Finding) }),
    execution: Execution.nullable(),
    createdAt: Time,
  })
  .openapi('Attempt');
export type Attempt = z.infer<typeof Attempt>;

export const Artifact = z
  .object({
    id: FileId,
    attemptId: AttemptId.nullable(),
    name: z.string(),
    mediaType: z.string(),
    bytes: z.number().int(),
    sha256: z.string(),
    width: z.number().int().nullable(),
    height: z.number().int().nullable(),
    url: z.url(),
  })
  .openapi('Artifact');
export type Artifact = z.infer<typeof Artifact>;

export const Results = z
  .object({
    job: Job,
    attemptId: AttemptId.nullable().openapi({
      description: 'the attempt that outcome and fidelity are about; null unless the job succeeded',
    }),
    attempts: z.array(Attempt),
    artifacts: z.array(Artifact),
    fidelity: Fidelity.nullable(),
  })
  .openapi('Results');
export type Results = z.infer<typeof Results>;

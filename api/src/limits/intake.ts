import type { Tx } from '@snaprun/core/database';
import { intake } from '@snaprun/core/schema/limits';
import { sql } from 'drizzle-orm';
import type { Intake, IntakeChange } from '../shapes/intake.ts';

/** Whether new jobs are taken, and who decided so. */
export async function readIntake(tx: Tx): Promise<Intake> {
  const [row] = await tx.select().from(intake);
  return {
    paused: row?.paused ?? false,
    reason: row?.reason ?? null,
    changedBy: row?.changedBy ?? null,
    changedAt: row?.changedAt.toISOString() ?? null,
  };
}

/** Pauses or resumes the intake; what is queued or at work goes on. */
export async function setIntake(tx: Tx, adminId: string, { paused, reason }: IntakeChange): Promise<Intake> {
  const row = { paused, reason: reason || null, changedBy: adminId, changedAt: sql`now()` };
  await tx.insert(intake).values(row).onConflictDoUpdate({ target: intake.id, set: row });
  return readIntake(tx);
}

import { files } from '@snaprun/core/schema/files';
import { Reading } from '@snaprun/core/spec';
import { eq } from 'drizzle-orm';
import { cropPicture } from '../../image/crop-picture.ts';
import type { SeenAgain } from '../../judge/second-look.ts';
import type { AgentRun } from '../agent-run.ts';
import { askModel } from '../ask-model.ts';
import { budgets } from '../budgets.ts';
import { askStructured } from '../models/structured.ts';
import type { Program, StoredOutput } from '../state.ts';
import { lookRequest, maxPictureBytes } from './vision-tool.ts';

/**
 * Lets the vision role read the figure that a program drew, as it read the source and knowing nothing of it.
 *
 * It adds to a verdict and is never what a job fails for: whatever goes wrong is a value, and it is not waited for long.
 */
export async function lookAtFigure(run: AgentRun, { outputs }: Program): Promise<SeenAgain> {
  const figures = outputs.filter(({ blank }) => blank === false);
  const figure = figures.find(({ name }) => name === 'figure.png') ?? figures[0];
  if (figure === undefined) return { ok: false, why: 'the program drew none that can be shown (PNG).' };
  const png = await figureForVision(run, figure);
  if (png === null) return { ok: false, why: 'it could not be opened again.' };
  const seen = await askStructured(Reading, (again) =>
    askModel(
      run,
      'vision',
      lookRequest(async () => png, [], again),
      { atMostMs: budgets.secondLookMs },
    ),
  );
  if (!seen.ok) return { ok: false, why: `it could not be read again. ${seen.detail}` };
  return { ok: true, reading: seen.value, isAll: figures.length === 1 };
}

async function figureForVision(run: AgentRun, { fileId }: StoredOutput): Promise<Uint8Array | null> {
  const [file] = await run.deps.db.select({ key: files.objectKey }).from(files).where(eq(files.id, fileId));
  const stored = file && (await run.deps.storage.read(file.key, maxPictureBytes, run.signal));
  if (!stored) return null;
  try {
    return (await cropPicture(stored, undefined)).png;
  } catch (error) {
    // We made this PNG ourselves; if it cannot be opened, that is ours to look into and not the job's fault.
    run.log.error('a stored figure could not be opened', { fileId, error });
    return null;
  }
}

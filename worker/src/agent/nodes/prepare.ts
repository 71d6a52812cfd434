import { objectKeys } from '@snaprun/core/object-keys';
import { maxPictureBytes } from '@snaprun/core/picture-header';
import { enqueue } from '@snaprun/core/queue';
import { files } from '@snaprun/core/schema/files';
import { eq } from 'drizzle-orm';
import { decodePicture } from '../../image/decode-picture.ts';
import { preparePicture } from '../../image/prepare-picture.ts';
import type { AgentRun } from '../agent-run.ts';
import { takeOver } from '../conversation/take-over.ts';
import type { AgentState, AgentUpdate } from '../state.ts';

/**
 * Decodes the upload and stores what sandbox and vision role get, without any metadata; takes over what the jobs before
 * this one found out.
 */
export async function prepare(run: AgentRun, _state: AgentState): Promise<AgentUpdate> {
  const { deps, job, file, record, signal } = run;
  const bytes = await deps.storage.read(file.objectKey, maxPictureBytes, signal);
  if (bytes === null) {
    return unreadable('The picture is not in the storage any more. Upload it again.');
  }
  const decoded = await decodePicture(bytes);
  if (!decoded.ok) return unreadable(decoded.reason);
  const { input, vision } = await preparePicture(decoded);
  const inputKey = objectKeys.prepared(job.id, job.epoch, 'input.png');
  const visionKey = objectKeys.prepared(job.id, job.epoch, 'vision.png');
  await Promise.all([
    deps.storage.write(inputKey, input.png, 'image/png', signal),
    deps.storage.write(visionKey, vision.png, 'image/png', signal),
  ]);
  await record.receipt(async (tx) => {
    await tx.update(files).set({ width: decoded.width, height: decoded.height }).where(eq(files.id, file.id));
    if (file.thumbnailKey === null) {
      await enqueue(tx, 'make-thumbnail', { fileId: file.id }, { key: `make-thumbnail:${file.id}` });
    }
  });
  const prepared = { inputKey, visionKey, width: input.width, height: input.height };
  return { prepared, ...(await takeOver(run)) };
}

function unreadable(message: string): AgentUpdate {
  return { failure: { outcome: 'unreadable_image', message } };
}

import { createHash, randomBytes } from 'node:crypto';
import type { Db } from '../src/database.ts';
import { newId } from '../src/ids.ts';
import { insertJob, type NewJob } from '../src/jobs.ts';
import { objectKeys } from '../src/object-keys.ts';
import { type File, files } from '../src/schema/files.ts';
import type { Job } from '../src/schema/jobs.ts';
import { type User, users } from '../src/schema/users.ts';

export async function insertUser(db: Db, user: Partial<User> = {}): Promise<User> {
  const id = user.id ?? `user_${randomBytes(6).toString('hex')}`;
  const [row] = await db
    .insert(users)
    .values({ ...user, id })
    .returning();
  if (row === undefined) throw new Error('No user was inserted.');
  return row;
}

export async function insertReadyFile(db: Db, file: Partial<File> & { userId: string }): Promise<File> {
  const id = file.id ?? newId('file');
  const values = {
    id,
    role: 'input' as const,
    objectKey: objectKeys.input(id),
    name: 'chart.png',
    mediaType: 'image/png',
    bytes: 1000,
    sha256: createHash('sha256').update(id).digest('hex'),
    state: 'ready' as const,
    ...file,
  };
  const [row] = await db.insert(files).values(values).returning();
  if (row === undefined) throw new Error('No file was inserted.');
  return row;
}

export async function insertQueuedJob(
  db: Db,
  job: Partial<NewJob> & { userId: string; fileId: string },
): Promise<Job> {
  return db.transaction((tx) => insertJob(tx, { name: 'chart', instruction: null, ...job }));
}

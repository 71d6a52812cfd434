import { randomUUID } from 'node:crypto';
import { createS3Storage } from '@snaprun/core/s3-storage';
import { type Check, ok, weaker, wrong } from './check.ts';
import type { OtherClock } from './clock.ts';
import { patienceMs, why } from './patient.ts';
import type { Settings } from './settings.ts';

const name = 'storage';

/** Looks at the configured store: reachable, the bucket there, and able to write, read and remove in it. */
export async function storageChecks(
  values: Settings,
): Promise<{ checks: Check[]; clock: OtherClock | null }> {
  const { S3_ENDPOINT: endpoint = '', S3_BUCKET: bucket = '' } = values;
  const asked = await fetch(endpoint, { signal: AbortSignal.timeout(patienceMs), redirect: 'manual' }).then(
    (response) => response,
    (error: unknown) => error,
  );
  if (!(asked instanceof Response)) {
    const mend = 'start it, or correct S3_ENDPOINT; with compose it is http://minio:9000 inside';
    return { checks: [wrong(name, `${endpoint} does not answer (${why(asked)})`, mend)], clock: null };
  }
  const date = asked.headers.get('date');
  const clock = date === null ? null : { whose: 'the store', theirs: new Date(date), ours: new Date() };
  const storage = createS3Storage({
    endpoint,
    publicEndpoint: endpoint,
    region: values.S3_REGION ?? 'us-east-1',
    bucket,
    accessKeyId: values.S3_ACCESS_KEY_ID ?? '',
    secretAccessKey: values.S3_SECRET_ACCESS_KEY ?? '',
    timeouts: { callMs: patienceMs, transferMs: patienceMs },
  });
  const key = `doctor/${randomUUID()}`;
  try {
    await storage.check();
    const bytes = new TextEncoder().encode('written by the doctor');
    await storage.write(key, bytes, 'text/plain');
    const read = await storage.read(key, 1000);
    await storage.remove([key]);
    if (read === null || Buffer.compare(read, bytes) !== 0)
      return {
        checks: [wrong(name, 'what was written is not what is read', 'check the store itself')],
        clock,
      };
  } catch (error) {
    return { checks: [refused(error, bucket)], clock };
  }
  return {
    checks: [
      ok(name, `bucket ${bucket}: written, read and removed`),
      ...(await corsChecks(values, endpoint, bucket)),
    ],
    clock,
  };
}

function refused(error: unknown, bucket: string): Check {
  const { name: code = '', $metadata } = error as { name?: string; $metadata?: { httpStatusCode?: number } };
  const status = $metadata?.httpStatusCode;
  if (status === 404)
    return wrong(
      name,
      `there is no bucket ${bucket}`,
      `create it: mc mb STORE/${bucket}, or correct S3_BUCKET`,
    );
  if (code === 'RequestTimeTooSkewed')
    return wrong(name, 'the store refuses our clock', 'sudo timedatectl set-ntp true, here and there');
  if (status === 403)
    return wrong(
      name,
      `the store refuses the key for bucket ${bucket}`,
      'correct S3_ACCESS_KEY_ID and S3_SECRET_ACCESS_KEY; the account needs get, put, delete and list on the bucket',
    );
  return wrong(
    name,
    `bucket ${bucket} cannot be used (${status ?? why(error)})`,
    'look into the log of the store',
  );
}

/** Browsers put pictures into the store by themselves, so it has to allow the pages' origin. */
async function corsChecks(values: Settings, endpoint: string, bucket: string): Promise<Check[]> {
  const [origin] = (values.WEB_ORIGIN ?? '').split(',').filter(Boolean);
  if (origin === undefined) return [];
  const base = (values.S3_PUBLIC_ENDPOINT ?? endpoint).replace(/\/+$/, '');
  const mend = `with MinIO: MINIO_API_CORS_ALLOW_ORIGIN=${origin}; elsewhere a CORS rule for PUT and GET`;
  try {
    const response = await fetch(`${base}/${bucket}/inputs/doctor`, {
      method: 'OPTIONS',
      headers: {
        origin,
        'access-control-request-method': 'PUT',
        'access-control-request-headers': 'content-type,if-none-match,x-amz-checksum-sha256',
      },
      signal: AbortSignal.timeout(patienceMs),
    });
    const allowed = response.headers.get('access-control-allow-origin');
    if (allowed === origin || allowed === '*') return [ok('uploads', `pages of ${origin} may upload`)];
    return [wrong('uploads', `the store does not let pages of ${origin} upload`, mend)];
  } catch (error) {
    const says = `${base}, where browsers reach the store, does not answer from here (${why(error)})`;
    return [weaker('uploads', says, 'correct S3_PUBLIC_ENDPOINT, unless only browsers can reach it')];
  }
}

import { createLog } from '@snaprun/core/log';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { connect } from '../sandbox/docker/connect.ts';
import { createDockerDriver } from '../sandbox/docker/driver.ts';
import type { SandboxDriver } from '../sandbox/driver.ts';
import { bundleOf, rerun } from './testing/rerun.ts';

const image = process.env.SANDBOX_IMAGE || 'snaprun-sandbox:dev';

async function create(): Promise<SandboxDriver> {
  const { DOCKER_HOST: host, DOCKER_TLS_VERIFY: tlsVerify, DOCKER_CERT_PATH: certPath } = process.env;
  return createDockerDriver({
    daemon: await connect({ host, tlsVerify, certPath }, 5_000),
    ...{ image, runtime: 'runc', isProduction: false, pool: 0 },
    ...{ workerId: 'wrk_bundle', installation: 'bundle', log: createLog({}, () => undefined) },
  });
}

/** The driver, or why there is none here. */
const driver = await create().catch((error: unknown) => String(error));
const reason = typeof driver === 'string' ? driver : null;

describe.skipIf(reason !== null)(`run.sh of a bundle in the image${reason ? ` (${reason})` : ''}`, () => {
  let bundle: Awaited<ReturnType<typeof bundleOf>>;
  beforeAll(async () => {
    if (typeof driver !== 'string') bundle = await bundleOf(driver);
  });
  afterAll(async () => {
    await bundle?.close();
    if (typeof driver !== 'string') await driver.close();
  });

  test('writes the same files again, in the very image that the job ran in', async () => {
    const { exitCode, said, files } = await rerun(bundle.folder, ['--docker']);
    expect(said).not.toContain('is not here');
    expect(said).toContain('Every file is the same.');
    expect(exitCode).toBe(0);
    process.stdout.write(said);
    expect(said.match(/: the same$/gm)).toHaveLength(7);
    expect(files).toHaveLength(7);
  });

  test('says what to do where Docker has no image', async () => {
    const { exitCode, said } = await rerun(bundle.folder, ['--docker'], { DOCKER_HOST: 'unix:///nowhere' });
    expect(said).toContain('npm run sandbox:image');
    expect(exitCode).toBe(3);
  });
});

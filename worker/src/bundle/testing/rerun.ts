import { spawn } from 'node:child_process';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { bundleKey } from '@snaprun/core/bundle';
import { createBench, program } from '../../agent/test-bench.ts';
import type { SandboxDriver } from '../../sandbox/driver.ts';
import { buildBundle } from '../../tasks/build-bundle.ts';
import { runJob } from '../../tasks/run-job.ts';
import { unpack } from './unpack.ts';

/** Whatever could make a second run differ: dates and ids in figures, the order of sets, the date in a workbook. */
export const drawing = `
import os
import matplotlib.pyplot as plt
import pandas as pd
from PIL import Image

out = "/job/out"
os.makedirs(f"{out}/more", exist_ok=True)
words = {"alpha", "beta", "gamma", "delta", "epsilon"}
frame = pd.DataFrame({"word": list(words), "size": range(len(words))})
frame.to_csv("/job/out/data.csv", index=False)
frame.to_excel(out + "/more/table.xlsx", index=False)
figure, (left, right) = plt.subplots(1, 2)
left.bar(frame["word"], frame["size"], hatch="//", label="größe")
left.legend()
right.imshow(Image.open("/job/input.png")).set_clip_path(plt.Circle((40, 30), 20, transform=right.transData))
for kind in ("png", "svg", "pdf", "jpg"):
    figure.savefig(f"{out}/figure.{kind}")
plt.figure()
plt.plot([1, 2])
pyplot = plt
pyplot.show()
print("drawn")
`;

/** A job whose first program fails and whose second is `drawing`, run in this sandbox; its bundle unpacked. */
export async function bundleOf(sandbox: SandboxDriver) {
  const bench = await createBench();
  const deps = await bench.deps({
    sandbox,
    models: { code: (_request, n) => program(n === 1 ? 'raise ValueError("not yet")' : drawing) },
  });
  const { id } = await bench.job('Draw the words.');
  await runJob(deps, id, 1);
  await buildBundle(deps, id);
  const job = await bench.read(id);
  const zip = bench.storage.objects.get(await bundleKey(bench.database.db, job))?.bytes;
  if (zip === undefined) throw new Error('There is no bundle.');
  const folder = await mkdtemp(join(tmpdir(), 'snaprun-rerun-'));
  await unpack(zip, folder);
  return {
    ...{ bench, deps, job, zip },
    folder: join(folder, id),
    async close() {
      await bench.close();
      await rm(folder, { recursive: true });
    },
  };
}

/** What `run.sh` exits with and says, and which files it made. */
export async function rerun(folder: string, args: readonly string[], env: Record<string, string> = {}) {
  const child = spawn('sh', ['run.sh', ...args], {
    cwd: folder,
    env: { ...process.env, ...env },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const exited = new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  const said = await text(child.stderr);
  const files = await readdir(join(folder, 'rerun')).catch(() => []);
  return { exitCode: await exited, said, files: files.sort() };
}

import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ensurePython, type Python } from './python.ts';

const sandbox = join(import.meta.dirname, '../../sandbox');
const folder = mkdtempSync(join(tmpdir(), 'snaprun-python-'));
const [locksDir, dataDir] = [join(folder, 'locks'), join(folder, 'data')];

/** The entry of one package in a lock, hashes and all. */
function entryOf(lock: string, name: string): string {
  const text = readFileSync(join(sandbox, `${lock}.lock`), 'utf8');
  const entry = new RegExp(`^${name}==.*\\n(?: {4}--hash=.*\\n)+`, 'm').exec(text)?.[0];
  if (!entry) throw new Error(`${name} is not in ${lock}.lock`);
  return entry;
}

describe('preparing Python', { timeout: 120_000 }, () => {
  const lines: string[][] = [[], []];
  let both: Python[];

  beforeAll(async () => {
    // Two tiny packages stand for the real ones; uv and bubblewrap are the real locks.
    cpSync(sandbox, locksDir, {
      recursive: true,
      filter: (file) => file === sandbox || file.endsWith('.lock'),
    });
    writeFileSync(join(locksDir, 'requirements.lock'), entryOf('requirements', 'et-xmlfile'));
    writeFileSync(join(locksDir, 'critic.lock'), entryOf('critic', 'mdurl'));
    both = await Promise.all(
      lines.map((heard) => ensurePython({ dataDir, locksDir, progress: (line) => heard.push(line) })),
    );
  }, 120_000);
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  test('two at once build once, and the one that waits says so', () => {
    expect(both[0]).toEqual(both[1]);
    const waiting = lines.flat().filter((line) => line.startsWith('Another Snaprun is preparing Python'));
    const building = lines.flat().filter((line) => line.includes('installing the scientific packages'));
    expect([waiting.length, building.length]).toEqual([1, 1]);
  });

  test('each environment holds its packages and not the other’s', () => {
    const [python] = both;
    const canImport = (interpreter = '', name = '') => {
      const code = `import importlib.util as u; print(u.find_spec("${name}") is not None)`;
      return execFileSync(interpreter, ['-c', code]).toString().trim();
    };
    expect(canImport(python?.sandboxPython, 'et_xmlfile')).toBe('True');
    expect(canImport(python?.sandboxPython, 'mdurl')).toBe('False');
    expect(canImport(python?.criticPython, 'mdurl')).toBe('True');
    expect(existsSync(python?.bwrap ?? '')).toBe(true);
  });

  test('the sandbox environment describes itself to the driver', () => {
    const described = JSON.parse(
      readFileSync(join(both[0]?.sandboxDir ?? '', 'sandbox-python.json'), 'utf8'),
    );
    expect(described).toMatchObject({ libraries: both[0]?.sandboxSite, fontCache: null });
    expect(described.version).toMatch(/^3\.1[1-4]\.\d+$/);
    expect(existsSync(described.interpreter)).toBe(true);
    expect(existsSync(join(described.prefix, 'lib'))).toBe(true);
  });

  test('a second start finds everything at once and says nothing', async () => {
    const said: string[] = [];
    const startedAt = performance.now();
    const again = await ensurePython({ dataDir, locksDir, progress: (line) => said.push(line) });
    expect(performance.now() - startedAt).toBeLessThan(500);
    expect([again, said]).toEqual([both[0], []]);
  });

  test('without a bwrap on the machine PyPI’s is installed', async () => {
    const bin = join(folder, 'no-bwrap');
    const path = process.env.PATH;
    const python = JSON.parse(readFileSync(join(both[0]?.sandboxDir ?? '', 'sandbox-python.json'), 'utf8'));
    execFileSync('mkdir', [bin]);
    execFileSync('ln', ['-s', python.interpreter, join(bin, 'python3')]);
    process.env.PATH = bin;
    try {
      const { bwrap } = await ensurePython({ dataDir, locksDir });
      expect(bwrap.startsWith(dataDir)).toBe(true);
      expect(execFileSync(bwrap, ['--version']).toString()).toMatch(/^bubblewrap 0\.1\d/);
    } finally {
      process.env.PATH = path;
    }
  });

  test('a changed lock builds anew and the old environment goes', async () => {
    writeFileSync(join(locksDir, 'requirements.lock'), entryOf('requirements', 'mpmath'));
    const { sandboxDir } = await ensurePython({ dataDir, locksDir });
    expect(sandboxDir).not.toBe(both[0]?.sandboxDir);
    const environments = readdirSync(join(dataDir, 'python')).filter((name) => name.startsWith('sandbox-'));
    expect(environments.map((name) => join(dataDir, 'python', name))).toEqual([sandboxDir]);
  });

  test('a package that does not match its hash is refused', async () => {
    const wrong = entryOf('requirements', 'cycler').replaceAll(
      /sha256:[0-9a-f]{64}/g,
      `sha256:${'0'.repeat(64)}`,
    );
    writeFileSync(join(locksDir, 'requirements.lock'), wrong);
    await expect(ensurePython({ dataDir, locksDir })).rejects.toThrow(
      'The Python packages could not be installed',
    );
  });
});

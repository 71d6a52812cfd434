import { expect, test } from 'vitest';
import { describeDiagnosis, diagnose, type OpenedDriver, type Probes } from './doctor.ts';
import type { DockerFacts } from './probe-docker.ts';
import type { PythonOnMachine } from './python-environment.ts';

const python: PythonOnMachine = {
  built: { sandboxDir: '/data/python/sandbox-1', bwrap: '/usr/bin/bwrap' },
  system: { version: '3.11.2', interpreter: '/usr/bin/python3.11' },
  bwrap: '/usr/bin/bwrap',
  complaints: [],
};
const docker: DockerFacts = {
  address: 'unix:///var/run/docker.sock',
  version: '27.1.0',
  api: '1.41',
  runtimes: ['io.containerd.runc.v2', 'runc', 'runsc'],
  cgroup: 'v2 (systemd)',
  isRootless: false,
  image: { tag: 'snaprun-sandbox:dev', state: 'there' },
};

/** A machine that has everything, but for what `more` says. */
function machine(more: Partial<Probes> = {}): Probes {
  return {
    python: async () => python,
    isolation: async () => ({ version: 'bubblewrap 0.8.0', complaint: null }),
    fonts: async () => ['Noto Sans CJK SC', 'Noto Sans Devanagari', 'Symbola'],
    docker: async () => docker,
    runsc: async () => 'runsc version release-20250101.0',
    open: async (driver, runtime): Promise<OpenedDriver> =>
      driver === 'bubblewrap'
        ? {
            name: 'bubblewrap',
            runtime: 'bwrap 0.8.0',
            ways: { 'system calls': 'filtered' },
            notEnforced: ['Memory is watched.'],
          }
        : { name: 'docker', runtime: runtime ?? 'runsc', ways: {}, notEnforced: [] },
    ...more,
  };
}

const without = {
  docker: async () => ({
    complaint:
      'No Docker daemon answers at unix:///x. Start it (sudo systemctl start docker), or set DOCKER_HOST.',
  }),
};

test('a machine that has everything: docker with gVisor is taken, weaknesses are told', async () => {
  const diagnosis = await diagnose(machine());
  expect(diagnosis).toMatchObject({ works: true, auto: 'docker/runsc' });
  const text = describeDiagnosis(diagnosis);
  expect(text).toContain('✓ docker/runsc  a program ran');
  expect(text).toContain(
    '27.1.0 (API 1.41) at unix:///var/run/docker.sock, cgroup v2 (systemd), runtimes runc, runsc',
  );
  expect(text).toContain('✓ bubblewrap    a program ran; system calls filtered');
  expect(text).toContain('~ bubblewrap    Memory is watched.');
  expect(text).toContain('✓ auto          takes docker/runsc');
});

test('a missing image names the command that builds it, and docker’s drivers are not tried', async () => {
  const facts = { ...docker, image: { tag: 'snaprun-sandbox:dev', state: 'missing' as const } };
  const { checks } = await diagnose(machine({ docker: async () => facts }));
  expect(checks).toContainEqual({
    name: 'image',
    state: 'missing',
    says: 'the daemon does not have snaprun-sandbox:dev',
    mend: 'npm run sandbox:image',
  });
  expect(checks.filter(({ name }) => name.startsWith('docker/'))).toEqual([]);
});

test('a gVisor that is installed but not registered is told with the lines for the daemon', async () => {
  const { checks } = await diagnose(machine({ docker: async () => ({ ...docker, runtimes: ['runc'] }) }));
  const gvisor = checks.find(({ name }) => name === 'gvisor');
  expect(gvisor?.says).toContain('not registered');
  expect(gvisor?.mend).toContain('/etc/docker/daemon.json');
});

test('without Docker, bubblewrap is taken', async () => {
  const open: Probes['open'] = async (driver) =>
    driver === 'docker'
      ? 'No Docker.'
      : { name: 'bubblewrap', runtime: 'bwrap 0.8.0', ways: {}, notEnforced: [] };
  const diagnosis = await diagnose(machine({ ...without, open }));
  expect(diagnosis).toMatchObject({ works: true, auto: 'bubblewrap' });
  expect(describeDiagnosis(diagnosis)).toContain('✗ docker      No Docker daemon answers at unix:///x.');
});

test('an environment that is not built yet is no obstacle, and none is built for a look', async () => {
  const open = async () => 'Its Python environment is not built yet.';
  const looked = { ...without, open, python: async () => ({ ...python, built: null }) };
  const diagnosis = await diagnose(machine(looked));
  expect(diagnosis).toMatchObject({ works: true, auto: 'bubblewrap' });
  expect(describeDiagnosis(diagnosis)).toContain('built on first use');
});

test('where nothing works, each missing piece comes with the command that mends it', async () => {
  const nothing = {
    ...without,
    open: async () => 'Nothing can be used.',
    isolation: async () => ({
      version: 'bubblewrap 0.8.0',
      complaint:
        'Programs cannot be isolated on this machine, so none will be run: the kernel forbids user namespaces. Allow them with: sudo sysctl -w kernel.unprivileged_userns_clone=1',
    }),
    python: async () => ({
      ...python,
      built: null,
      system: null,
      complaints: [
        'Python 3.11 or newer (up to 3.14) is needed; install it with: sudo apt-get install python3 python3-venv',
      ],
    }),
    runsc: async () => null,
  };
  const diagnosis = await diagnose(machine(nothing));
  expect(diagnosis).toMatchObject({ works: false, auto: null });
  const text = describeDiagnosis(diagnosis);
  expect(text).toContain('→ sudo apt-get install python3 python3-venv');
  expect(text).toContain('→ sudo sysctl -w kernel.unprivileged_userns_clone=1');
  expect(text).toContain('No driver works on this machine');
});

test('a bubblewrap that is not there is named with its package', async () => {
  const open = async () => 'Nothing can be used.';
  const looked = { ...python, built: null, bwrap: null };
  const { checks } = await diagnose(machine({ ...without, open, python: async () => looked }));
  const bubblewrap = checks.find(({ name }) => name === 'bubblewrap');
  expect(bubblewrap).toMatchObject({ state: 'ok', mend: 'sudo apt-get install bubblewrap' });
});

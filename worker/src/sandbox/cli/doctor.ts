import type { Check } from './check.ts';
import { fontCheck } from './font-check.ts';
import type { DockerFacts } from './probe-docker.ts';
import type { PythonOnMachine } from './python-environment.ts';

export interface Diagnosis {
  /** Whether a driver works here. */
  works: boolean;
  /** What `--driver auto` takes, `docker/runsc` or `bubblewrap`; null where nothing works. */
  auto: string | null;
  checks: Check[];
}

/** A driver that was opened for a look: how it names itself, and what it cannot promise. */
export interface OpenedDriver {
  name: string;
  runtime: string;
  /** How it isolates here, as it says itself: what holds memory and processes, whether system calls are filtered. */
  ways: Record<string, string>;
  notEnforced: string[];
}

export interface Probes {
  python(): Promise<PythonOnMachine>;
  /** Whether `bwrap` may make namespaces: its version, or why not. */
  isolation(bwrap: string): Promise<{ version: string; complaint: string | null }>;
  /** The font families that programs under bubblewrap find. */
  fonts(sandboxDir: string): Promise<string[]>;
  docker(): Promise<DockerFacts | { complaint: string }>;
  /** The version of the `runsc` on this machine, or null. */
  runsc(): Promise<string | null>;
  /** Opens a driver and, unless it is `auto`, runs a program in it; a sentence where that fails. */
  open(
    driver: 'auto' | 'docker' | 'bubblewrap',
    runtime: 'runc' | 'runsc' | null,
  ): Promise<OpenedDriver | string>;
}

/** Looks at everything a sandbox needs; builds and changes nothing. */
export async function diagnose(probes: Probes): Promise<Diagnosis> {
  const python = await probes.python();
  const docker = await probes.docker();
  const checks = [
    pythonCheck(python),
    ...(await bubblewrapChecks(python, probes)),
    ...dockerChecks(docker),
    await gvisorCheck(docker, probes),
    ...(await dockerDrivers(docker, probes)),
  ];
  const isBubblewrapFit = checks.every(({ name, state }) => name !== 'bubblewrap' || state !== 'missing');
  const couldBuild = python.built === null && python.system !== null && isBubblewrapFit;
  const auto = await probes.open('auto', null);
  const taken = typeof auto === 'string' ? null : label(auto);
  const chosen = taken ?? (couldBuild ? 'bubblewrap' : null);
  const says = chosen ?? (typeof auto === 'string' ? auto : '');
  checks.push({
    name: 'auto',
    state: chosen === null ? 'missing' : 'ok',
    says: chosen ? `takes ${says}` : says,
    mend: null,
  });
  const works =
    chosen !== null || checks.some(({ name, state }) => name.startsWith('docker/') && state !== 'missing');
  return { works, auto: chosen, checks };
}

function label({ name, runtime }: OpenedDriver): string {
  return name === 'docker' ? `${name}/${runtime}` : name;
}

function pythonCheck({ built, system, complaints }: PythonOnMachine): Check {
  const name = 'python';
  if (built !== null) {
    const version = system === null ? '' : `Python ${system.version}, `;
    return { name, state: 'ok', says: `${version}environment in ${built.sandboxDir}`, mend: null };
  }
  if (system !== null) {
    const says = `Python ${system.version}; its environment for bubblewrap is built on first use (about 600 MB)`;
    return { name, state: 'ok', says, mend: null };
  }
  const complaint = complaints.find((each) => each.startsWith('Python')) ?? 'No Python was found.';
  return { name, state: 'missing', ...split(complaint, 'sudo apt-get install python3 python3-venv') };
}

async function bubblewrapChecks(
  { bwrap, built, system, complaints }: PythonOnMachine,
  probes: Probes,
): Promise<Check[]> {
  const name = 'bubblewrap';
  if (bwrap === null) {
    const complaint = complaints.find((each) => each.startsWith('BWRAP'));
    if (complaint !== undefined) return [{ name, state: 'missing', says: complaint, mend: 'unset BWRAP' }];
    const says = 'not on this machine; it is installed from PyPI with the Python environment';
    return [
      { name, state: system === null ? 'missing' : 'ok', says, mend: 'sudo apt-get install bubblewrap' },
    ];
  }
  const { version, complaint } = await probes.isolation(bwrap);
  if (complaint !== null) return [{ name, state: 'missing', ...split(`${version}: ${complaint}`, '') }];
  const checks: Check[] = [
    { name, state: 'ok', says: `${version} at ${bwrap}, user namespaces allowed`, mend: null },
  ];
  if (built === null) return checks;
  const opened = await probes.open('bubblewrap', null);
  if (typeof opened === 'string') return [{ name, state: 'missing', ...split(opened, '') }];
  return [...checks, ...fit(name, opened), fontCheck(await probes.fonts(built.sandboxDir))];
}

function dockerChecks(docker: DockerFacts | { complaint: string }): Check[] {
  if ('complaint' in docker) return [{ name: 'docker', state: 'missing', ...split(docker.complaint, '') }];
  const { address, version, api, cgroup, isRootless, image } = docker;
  const how = `cgroup ${cgroup}${isRootless ? ', rootless' : ''}`;
  const runtimes = docker.runtimes.filter((each) => !each.startsWith('io.containerd')).join(', ');
  const says = `${version} (API ${api}) at ${address}, ${how}, runtimes ${runtimes}`;
  return [{ name: 'docker', state: 'ok', says, mend: null }, imageCheck(image)];
}

function imageCheck({ tag, state }: DockerFacts['image']): Check {
  const name = 'image';
  const build = 'npm run sandbox:image';
  if (state === 'missing')
    return { name, state: 'missing', says: `the daemon does not have ${tag}`, mend: build };
  if (state === 'old')
    return { name, state: 'weaker', says: `${tag} was built from other sources than these`, mend: build };
  return {
    name,
    state: 'ok',
    says: state === 'current' ? `${tag}, built from these sources` : tag,
    mend: null,
  };
}

async function gvisorCheck(docker: DockerFacts | { complaint: string }, probes: Probes): Promise<Check> {
  const name = 'gvisor';
  const installed = await probes.runsc();
  if ('complaint' in docker) {
    const says = installed === null ? 'not on this machine' : `${installed}, but no Docker daemon to use it`;
    return { name, state: 'weaker', says, mend: null };
  }
  if (docker.runtimes.includes('runsc'))
    return {
      name,
      state: 'ok',
      says: `registered as runsc${installed === null ? '' : `, ${installed}`}`,
      mend: null,
    };
  const register =
    'add to /etc/docker/daemon.json: {"runtimes": {"runsc": {"path": "/usr/bin/runsc"}}}, then: sudo systemctl restart docker';
  if (installed === null)
    return {
      name,
      state: 'weaker',
      says: 'not there: programs under docker share the kernel',
      mend: `install runsc (https://gvisor.dev/docs/user_guide/install), ${register}`,
    };
  return {
    name,
    state: 'weaker',
    says: `${installed} is here, but not registered with the Docker daemon`,
    mend: register,
  };
}

async function dockerDrivers(docker: DockerFacts | { complaint: string }, probes: Probes): Promise<Check[]> {
  if ('complaint' in docker || docker.image.state === 'missing') return [];
  const checks: Check[] = [];
  for (const runtime of ['runsc', 'runc'] as const) {
    if (!docker.runtimes.includes(runtime)) continue;
    const name = `docker/${runtime}`;
    const opened = await probes.open('docker', runtime);
    if (typeof opened === 'string') checks.push({ name, state: 'missing', ...split(opened, '') });
    else checks.push(...fit(name, opened));
  }
  return checks;
}

function fit(name: string, { ways, notEnforced }: OpenedDriver): Check[] {
  const how = Object.entries(ways).map(([what, way]) => `${what} ${way}`);
  return [
    { name, state: 'ok', says: ['a program ran', ...how].join('; '), mend: null },
    ...notEnforced.map((says) => ({ name, state: 'weaker' as const, says, mend: null })),
  ];
}

/** Our sentences end with the command that mends; it is told apart where there is one. */
function split(sentence: string, otherwise: string): { says: string; mend: string | null } {
  const [, says, mend] = /^(.*?[.;]) ?[^.;]*?: ((?:sudo|npm|bwrap|--security-opt) .*)$/s.exec(sentence) ?? [];
  return says && mend ? { says, mend } : { says: sentence, mend: otherwise || null };
}

const signs = { ok: '✓', weaker: '~', missing: '✗' } as const;

/** The diagnosis for people. */
export function describeDiagnosis({ checks, works }: Diagnosis): string {
  const width = Math.max(...checks.map(({ name }) => name.length));
  const lines = checks.flatMap(({ name, state, says, mend }) => [
    `${signs[state]} ${name.padEnd(width)}  ${says}`,
    ...(mend === null ? [] : [`  ${' '.repeat(width)}  → ${mend}`]),
  ]);
  const end = works ? [] : ['', 'No driver works on this machine; mend one of the above.'];
  return [...lines, ...end].join('\n');
}

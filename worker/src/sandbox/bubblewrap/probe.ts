import { existsSync, readFileSync } from 'node:fs';
import { AppError } from '@snaprun/core/errors';
import { type Launch, launch } from './launch.ts';

/** Whether the command runs: null, or what it complained about. */
export function complaintOf(trial: Launch): Promise<string | null> {
  return new Promise((resolve) => {
    const child = launch(trial);
    const late = setTimeout(() => child.kill('SIGKILL'), 30_000);
    let said = '';
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      said = (said + text).slice(-8192);
    });
    child.stdout.resume();
    child.stdin.on('error', () => undefined).end(); // how it ended says more than that it took no input
    child.on('error', (error) => resolve(error.message));
    child.on('close', (code, signal) => {
      clearTimeout(late);
      resolve(code === 0 ? null : said.trim() || `it ended with ${signal ?? `exit code ${code}`}`);
    });
  });
}

interface Machine {
  setting(path: string): string | null;
  isContainer: boolean;
}

const thisMachine = (): Machine => ({
  setting: (path) => (existsSync(path) ? readFileSync(path, 'utf8').trim() : null),
  isContainer: existsSync('/.dockerenv') || existsSync('/run/.containerenv'),
});

/** Why bubblewrap cannot isolate here and the command that mends it, as an error to show. */
export function isolationForbidden(complaint: string, machine: Machine = thisMachine()): AppError {
  return new AppError(
    'unavailable',
    `Programs cannot be isolated on this machine, so none will be run: ${mending(complaint, machine)}`,
    { details: { complaint } },
  );
}

function mending(complaint: string, { setting, isContainer }: Machine): string {
  if (setting('/proc/sys/kernel/apparmor_restrict_unprivileged_userns') === '1')
    return 'AppArmor forbids user namespaces. Allow them with: sudo sysctl -w kernel.apparmor_restrict_unprivileged_userns=0';
  if (setting('/proc/sys/kernel/unprivileged_userns_clone') === '0')
    return 'the kernel forbids user namespaces. Allow them with: sudo sysctl -w kernel.unprivileged_userns_clone=1';
  if (setting('/proc/sys/user/max_user_namespaces') === '0')
    return 'the kernel allows no user namespaces. Allow them with: sudo sysctl -w user.max_user_namespaces=15000';
  if (isContainer && /namespace|mount|uid map|operation not permitted/i.test(complaint))
    return 'this container may not create namespaces. Start it with: --security-opt seccomp=unconfined --security-opt apparmor=unconfined --security-opt systempaths=unconfined';
  return `bubblewrap said "${complaint.split('\n').at(-1)?.slice(0, 300)}". Try: bwrap --unshare-all --ro-bind / / --proc /proc true`;
}

import { randomUUID } from 'node:crypto';
import type { Command } from './command.ts';
import type { GroupLimits, ResourceGroup, ResourceGroups } from './resource-groups.ts';

/** Reads back the limit of the group that it runs in. */
const isInForce =
  'IFS=: read -r _ _ group < /proc/self/cgroup && read -r limit < "/sys/fs/cgroup$group/memory.max" && test "$limit" = "$1"';

/**
 * A scope of the user's own systemd for each box, for workers that may not make groups themselves.
 *
 * `systemd-run` puts itself into the scope and becomes the command, so streams and descriptors stay as they are.
 */
export function systemdScopes(
  limits: GroupLimits,
  env: NodeJS.ProcessEnv = process.env,
  program = '/usr/bin/systemd-run',
): ResourceGroups {
  const runtimeDir = env.XDG_RUNTIME_DIR ?? `/run/user/${process.getuid?.()}`;
  const bus = env.DBUS_SESSION_BUS_ADDRESS ?? `unix:path=${runtimeDir}/bus`;
  const properties = [
    `MemoryMax=${limits.memoryBytes}`,
    'MemorySwapMax=0',
    `TasksMax=${limits.processes}`,
    'KillMode=control-group',
  ];
  return {
    way: 'systemd scope',
    // systemd takes every property, also those that a user's groups have no controller for.
    trial: ['/bin/sh', '-c', isInForce, 'sh', `${limits.memoryBytes}`],
    holds: { swap: true, processes: true, cpus: false },
    create(): ResourceGroup {
      const scope = ['--user', '--scope', '--quiet', '--collect', `--unit=snaprun-${randomUUID()}`];
      const set = properties.flatMap((property) => ['-p', property]);
      return {
        env: { XDG_RUNTIME_DIR: runtimeDir, DBUS_SESSION_BUS_ADDRESS: bus },
        enter: (command): Command => [program, ...scope, ...set, '--', ...command],
        // systemd collects the scope by itself, with what it counted.
        close: async () => ({ outOfMemory: false, peakMemoryBytes: null }),
      };
    },
  };
}

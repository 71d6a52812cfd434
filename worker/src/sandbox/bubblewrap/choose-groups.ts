import { existsSync } from 'node:fs';
import { createCgroups } from './cgroup.ts';
import { cgroupMount, version1, version2 } from './cgroup-hierarchies.ts';
import { complaintOf } from './probe.ts';
import { type GroupLimits, ownShare, type ResourceGroups } from './resource-groups.ts';
import { systemdScopes } from './systemd-scope.ts';

/** The first way that works here to have the kernel hold whole boxes to these limits; null if there is none. */
export async function chooseGroups(limits: GroupLimits): Promise<ResourceGroups | null> {
  const whole = {
    ...limits,
    memoryBytes: limits.memoryBytes + ownShare.memoryBytes,
    processes: limits.processes + ownShare.processes,
  };
  const mount = cgroupMount();
  for (const hierarchy of version2(mount, whole)) {
    const groups = await whereItWorks(() => createCgroups(hierarchy));
    if (groups) return groups;
  }
  if (existsSync('/usr/bin/systemd-run') && process.getuid?.() !== 0) {
    const groups = await whereItWorks(() => systemdScopes(whole));
    if (groups) return groups;
  }
  const [older] = version1(mount, whole);
  return older === undefined ? null : whereItWorks(() => createCgroups(older));
}

/** Puts a program into a group, which is where rights that are missing show. */
async function whereItWorks(way: () => ResourceGroups): Promise<ResourceGroups | null> {
  try {
    const groups = way();
    const group = groups.create();
    const complaint = await complaintOf({ command: group.enter(groups.trial), filter: null, env: group.env });
    await group.close();
    return complaint === null ? groups : null;
  } catch {
    return null; // no right to make a group there, or it takes no limit
  }
}

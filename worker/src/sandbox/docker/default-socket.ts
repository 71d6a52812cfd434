import { accessSync, constants, existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';

const systemSocket = '/var/run/docker.sock';

/**
 * The local daemon's socket where nobody names one: the system's, else a rootless daemon's.
 *
 * The first that this user may use; else the first that is there, so that the refusal is told.
 */
export function defaultSocket(candidates: readonly string[] = usualSockets()): string {
  return candidates.find(isUsable) ?? candidates.find((path) => existsSync(path)) ?? systemSocket;
}

function usualSockets(): string[] {
  const uid = process.getuid?.();
  return [
    systemSocket,
    ...(process.env.XDG_RUNTIME_DIR ? [join(process.env.XDG_RUNTIME_DIR, 'docker.sock')] : []),
    ...(uid === undefined ? [] : [`/run/user/${uid}/docker.sock`]),
    join(homedir(), '.docker/run/docker.sock'),
  ];
}

function isUsable(path: string): boolean {
  try {
    accessSync(path, constants.R_OK | constants.W_OK);
    return true;
  } catch {
    return false; // not there, or not for this user
  }
}

import { expect, test } from 'vitest';
import { isolationForbidden } from './probe.ts';

const machine = (settings: Record<string, string>, isContainer = false) => ({
  setting: (path: string) => settings[path] ?? null,
  isContainer,
});

test.each([
  [
    'AppArmor',
    { '/proc/sys/kernel/apparmor_restrict_unprivileged_userns': '1' },
    'apparmor_restrict_unprivileged_userns=0',
  ],
  ['the kernel', { '/proc/sys/kernel/unprivileged_userns_clone': '0' }, 'unprivileged_userns_clone=1'],
  ['a limit of zero', { '/proc/sys/user/max_user_namespaces': '0' }, 'max_user_namespaces=15000'],
])('where %s forbids user namespaces the sentence names the command', (_who, settings, command) => {
  const { message, code } = isolationForbidden('bwrap: No permissions', machine(settings));
  expect(code).toBe('unavailable');
  expect(message).toContain('none will be run');
  expect(message).toContain(`sudo sysctl -w`);
  expect(message).toContain(command);
});

test('inside a container the sentence says how to start it', () => {
  const { message } = isolationForbidden('bwrap: Creating new namespace failed', machine({}, true));
  expect(message).toContain('--security-opt');
});

test('anything else is shown in the words of bubblewrap', () => {
  expect(isolationForbidden('x\nbwrap: odd', machine({})).message).toContain('bwrap: odd');
});

import { accessSync, constants, existsSync, mkdirSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { runCommand } from './run-command.ts';

/** What pip is told by environment or by its own files, in the names uv reads. */
const uvNames: Readonly<Record<string, string>> = {
  'index-url': 'UV_DEFAULT_INDEX',
  'extra-index-url': 'UV_INDEX',
  'find-links': 'UV_FIND_LINKS',
  'no-index': 'UV_NO_INDEX',
  'trusted-host': 'UV_INSECURE_HOST',
  cert: 'SSL_CERT_FILE',
};

/**
 * The environment for uv: the caller's own, plus pip's settings where the caller set none for uv, and a
 * cache folder that can be written.
 */
export async function uvEnvironment(python: string, dataDir: string): Promise<NodeJS.ProcessEnv> {
  const env: NodeJS.ProcessEnv = { ...process.env, UV_PYTHON_DOWNLOADS: 'never', UV_NO_PROGRESS: '1' };
  for (const [setting, value] of Object.entries(await pipSettings(python))) {
    const name = uvNames[setting];
    if (!name || env[name] || (name === 'UV_DEFAULT_INDEX' && env.UV_INDEX_URL)) continue;
    const usable = setting === 'find-links' ? value.split(/\s+/).filter(isReachable).join(' ') : value.trim();
    if (usable) env[name] = usable;
  }
  env.UV_CACHE_DIR ??=
    writable(join(env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'uv')) ?? join(dataDir, 'uv-cache');
  return env;
}

async function pipSettings(python: string): Promise<Record<string, string>> {
  const settings: Record<string, string> = {};
  const { stdout } = await runCommand(python, ['-m', 'pip', 'config', 'list'], { timeoutMs: 60_000 });
  for (const [, section = '', name = '', value = ''] of stdout.matchAll(/^([\w:]+)\.([\w-]+)='(.*)'$/gm))
    if (section === 'global' || section === 'install') settings[name] = value.replaceAll('\\n', ' ');
  for (const setting of Object.keys(uvNames)) {
    const value = process.env[`PIP_${setting.toUpperCase().replaceAll('-', '_')}`];
    if (value) settings[setting] = value;
  }
  return settings;
}

function isReachable(link: string): boolean {
  return link !== '' && (/^https?:/.test(link) || existsSync(link.replace(/^file:\/\//, '')));
}

function writable(folder: string): string | null {
  try {
    mkdirSync(folder, { recursive: true });
    accessSync(folder, constants.W_OK);
    return folder;
  } catch {
    return null; // a HOME that is missing or belongs to somebody else is common in containers
  }
}

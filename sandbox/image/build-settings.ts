import { existsSync } from 'node:fs';
import { copyFile } from 'node:fs/promises';
import { join } from 'node:path';

const authorities = [
  'PIP_CERT',
  'SSL_CERT_FILE',
  'REQUESTS_CA_BUNDLE',
  'CURL_CA_BUNDLE',
  'NODE_EXTRA_CA_CERTS',
];
/** Docker hands these to every step by itself when they are given, and keeps them out of the image. */
const proxies = ['HTTP_PROXY', 'HTTPS_PROXY', 'NO_PROXY', 'http_proxy', 'https_proxy', 'no_proxy'];

/**
 * How this machine reaches its package registries, for the stage that downloads: none of it is in the image.
 *
 * The authorities it trusts are laid into the context as `trust.pem`; the rest are options of `docker build`.
 */
export async function buildSettings(folder: string, env: NodeJS.ProcessEnv = process.env): Promise<string[]> {
  const bundle = authorities.map((name) => env[name]).find((file) => file && existsSync(file));
  if (bundle) await copyFile(bundle, join(folder, 'trust.pem'));
  const index = env.UV_DEFAULT_INDEX || env.UV_INDEX_URL || env.PIP_INDEX_URL;
  const given: [string, string | undefined][] = [
    ['PIP_INDEX_URL', env.PIP_INDEX_URL || index],
    ['UV_DEFAULT_INDEX', index],
    ...proxies.map((name): [string, string | undefined] => [name, env[name]]),
  ];
  // The value itself stays out of the command line, where others on this machine could read it.
  return given.flatMap(([name, value]) => {
    if (!value) return [];
    process.env[name] = value;
    return ['--build-arg', name];
  });
}

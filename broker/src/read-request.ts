import { Refusal } from './refusal.ts';

/** A request that is one of ours in every character of its line. */
export interface Asked {
  verb: Verb;
  /** The container or image it is about; empty where it is about none. */
  subject: string;
  query: Record<string, string>;
}

export type Verb = keyof typeof verbs;

/** Names as the driver gives them, and ids as the daemon does. */
const container = '(snaprun-[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|[0-9a-f]{64})';
const image = '([a-z0-9][a-z0-9._:/@-]{0,200})';
const yes = /^(?:true|1)$/;

/** All that Snaprun's docker driver asks of a daemon. What is not here does not exist. */
const verbs = {
  ping: { method: 'GET', path: '_ping', query: {} },
  version: { method: 'GET', path: 'version', query: {} },
  info: { method: 'GET', path: 'info', query: {} },
  image: { method: 'GET', path: `images/${image}/json`, query: {} },
  list: { method: 'GET', path: 'containers/json', query: { all: yes, filters: /^.{1,300}$/ } },
  events: {
    method: 'GET',
    path: 'events',
    query: { since: /^\d{10}$/, until: /^\d{10}$/, filters: /^.{1,300}$/ },
  },
  create: { method: 'POST', path: 'containers/create', query: { name: new RegExp(`^${container}$`) } },
  attach: {
    method: 'POST',
    path: `containers/${container}/attach`,
    query: { stream: yes, stdin: yes, stdout: yes, stderr: yes, hijack: yes },
  },
  wait: { method: 'POST', path: `containers/${container}/wait`, query: { condition: /^removed$/ } },
  start: { method: 'POST', path: `containers/${container}/start`, query: {} },
  kill: { method: 'POST', path: `containers/${container}/kill`, query: { signal: /^SIGKILL$/ } },
  remove: { method: 'DELETE', path: `containers/${container}`, query: { force: yes, v: yes } },
} satisfies Record<string, { method: string; path: string; query: Record<string, RegExp> }>;

const version = /^\/v\d\.\d{1,3}(?=\/)/;

/**
 * Understands a request line, or throws a `Refusal`.
 *
 * The path is compared as it was sent, never decoded or normalised: `//`, `..` and `%2e` match nothing. Each
 * parameter must be there once, with a value that the driver sends. The version of the interface that a client names
 * is only checked for its shape; the daemon is always spoken to in the broker's.
 */
export function readRequest(method: string, url: string): Asked {
  const [path = '', search = ''] = splitOnce(url, '?');
  const bare = path.replace(version, '');
  for (const verb of Object.keys(verbs) as Verb[]) {
    const known = verbs[verb];
    if (known.method !== method) continue;
    const found = new RegExp(`^/${known.path}$`).exec(bare);
    if (found) return { verb, subject: found[1] ?? '', query: readQuery(verb, search) };
  }
  throw new Refusal(403, `The broker does not let through ${method} ${shown(path)}.`);
}

function readQuery(verb: Verb, search: string): Record<string, string> {
  const wanted: Record<string, RegExp> = verbs[verb].query;
  const query: Record<string, string> = {};
  for (const [name, value] of new URLSearchParams(search)) {
    if (!Object.hasOwn(wanted, name) || name in query || !wanted[name]?.test(value))
      throw new Refusal(403, `The broker does not let through the parameter ${shown(name)} of ${verb}.`);
    query[name] = value;
  }
  const missing = Object.keys(wanted).find((name) => !(name in query));
  if (missing) throw new Refusal(403, `The broker wants the parameter ${missing} for ${verb}.`);
  return query;
}

function splitOnce(text: string, at: string): string[] {
  const index = text.indexOf(at);
  return index < 0 ? [text] : [text.slice(0, index), text.slice(index + 1)];
}

/** What a stranger sent, fit for a sentence. */
function shown(text: string): string {
  return text.replace(/[^\x21-\x7e]/g, '?').slice(0, 120);
}

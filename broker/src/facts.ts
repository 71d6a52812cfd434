import type { Daemon } from './daemon.ts';
import { type JsonObject, objectIn, parseObject, stringIn } from './parse.ts';
import { Refusal } from './refusal.ts';

/** What the daemon is, as far as the broker and its clients need to know. */
export interface Facts {
  /** The version of the interface that the broker speaks, as `v1.41`. */
  api: string;
  /** CPUs to hold a box to; null where the daemon cannot. */
  cpus: number | null;
  /** What a client is told of `/version` and `/info`; nothing else of them leaves the broker. */
  version: JsonObject;
  info: JsonObject;
}

/** What we speak; every daemon since 20.10 does. */
const ourApi = '1.41';
const boxCpus = 2;
const toldOfInfo = [
  ...['NCPU', 'MemTotal', 'CgroupVersion', 'MemoryLimit', 'SwapLimit', 'PidsLimit', 'CpuCfsQuota'],
  'SecurityOptions',
];

/** Asks the daemon once, and again when `fresh` is wanted or it could not answer. */
export function createFacts(daemon: Daemon): (fresh?: boolean) => Promise<Facts> {
  let known: Promise<Facts> | null = null;
  return (fresh = false) => {
    if (!known || fresh) {
      const asked = askFacts(daemon);
      known = asked;
      asked.catch(() => {
        if (known === asked) known = null;
      });
    }
    return known;
  };
}

async function askFacts(daemon: Daemon): Promise<Facts> {
  const ask = async (path: string) => {
    const { status, text } = await daemon.ask({ method: 'GET', path });
    if (status !== 200) throw new Refusal(502, `The Docker daemon answered ${path} with ${status}.`);
    return parseObject(text, `the daemon's ${path}`);
  };
  const said = await ask('/version');
  const api = agreed(stringIn(said, 'ApiVersion'), stringIn(said, 'MinAPIVersion'));
  const info = await ask(`/v${api}/info`);
  const machineCpus = typeof info.NCPU === 'number' && info.NCPU > 0 ? info.NCPU : boxCpus;
  return {
    api: `v${api}`,
    cpus: info.CpuCfsQuota === true ? Math.min(boxCpus, machineCpus) : null,
    // A client that negotiates ends at the version the broker speaks.
    version: { Version: stringIn(said, 'Version'), ApiVersion: api, MinAPIVersion: api },
    info: {
      ...Object.fromEntries(toldOfInfo.flatMap((name) => (name in info ? [[name, info[name]]] : []))),
      Runtimes: Object.fromEntries(Object.keys(objectIn(info, 'Runtimes')).map((name) => [name, {}])),
    },
  };
}

/** Ours, unless the daemon is older or no longer speaks it. */
function agreed(newest: string, least: string): string {
  if (!/^\d\.\d+$/.test(newest)) throw new Refusal(502, 'The Docker daemon does not say what it speaks.');
  if (minor(newest) < minor(ourApi)) return newest;
  return /^\d\.\d+$/.test(least) && minor(least) > minor(ourApi) ? least : ourApi;
}

function minor(version: string): number {
  const [major = 0, rest = 0] = version.split('.').map(Number);
  return major * 1000 + rest;
}

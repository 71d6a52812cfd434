import { readdir, readFile } from 'node:fs/promises';

/** A process by what stays true of it: a pid alone may come to mean another one. */
interface Process {
  pid: number;
  parent: number;
  startTicks: string;
  name: string;
}

/** The processes below `ancestor`, children of children included, as `pid name` by a key that is never reused. */
export async function descendants(ancestor = process.pid): Promise<Map<string, string>> {
  const all = await processes();
  const children = Map.groupBy(all, (each) => each.parent);
  const found = new Map<string, string>();
  const pending = [...(children.get(ancestor) ?? [])];
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    found.set(key(next), `${next.pid} ${next.name}`);
    pending.push(...(children.get(next.pid) ?? []));
  }
  return found;
}

/** Those of `earlier` that still live, zombies that nobody has reaped yet not counted. */
export async function stillAlive(earlier: ReadonlyMap<string, string>): Promise<string[]> {
  const now = new Set((await processes()).map(key));
  return [...earlier].filter(([each]) => now.has(each)).map(([, name]) => name);
}

function key({ pid, startTicks }: Process): string {
  return `${pid} ${startTicks}`;
}

async function processes(): Promise<Process[]> {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  const found = await Promise.all(pids.map(describe));
  return found.filter((each) => each !== null);
}

/** From `/proc/<pid>/stat` (proc(5)): state, parent and start time follow the name, which may hold anything. */
async function describe(pid: string): Promise<Process | null> {
  const stat = await readFile(`/proc/${pid}/stat`, 'latin1').catch(() => ''); // it has ended meanwhile
  const end = stat.lastIndexOf(')');
  const fields = stat.slice(end + 2).split(' ');
  if (end < 0 || fields[0] === 'Z' || fields[0] === 'X') return null;
  const name = stat.slice(stat.indexOf('(') + 1, end);
  return { pid: Number(pid), parent: Number(fields[1]), startTicks: fields[19] ?? '', name };
}

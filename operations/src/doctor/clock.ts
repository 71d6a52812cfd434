import { type Check, ok, weaker, wrong } from './check.ts';

/** Object stores refuse signatures that are a quarter of an hour off; sign-in tokens allow five seconds. */
const refusedMs = 15 * 60_000;
const looseMs = 5_000;

/** What a clock elsewhere showed, and when it was asked by ours. */
export interface OtherClock {
  whose: string;
  theirs: Date;
  ours: Date;
}

/** Compares this machine's clock with those of the services that it talks to. */
export function clockCheck(clocks: readonly OtherClock[]): Check {
  const name = 'clock';
  if (clocks.length === 0) return ok(name, 'nothing elsewhere to compare it with');
  const off = ({ theirs, ours }: OtherClock) => ours.getTime() - theirs.getTime();
  const [worst] = [...clocks].sort((a, b) => Math.abs(off(b)) - Math.abs(off(a)));
  const ms = worst === undefined ? 0 : off(worst);
  const seconds = Math.round(Math.abs(ms) / 1000);
  const says = `${seconds} s ${ms > 0 ? 'ahead of' : 'behind'} that of ${worst?.whose}`;
  const mend = 'sudo timedatectl set-ntp true, here and there';
  if (Math.abs(ms) >= refusedMs) return wrong(name, `${says}: signed links are refused`, mend);
  // A Date header has whole seconds, and an answer takes its time.
  if (Math.abs(ms) >= looseMs) return weaker(name, `${says}: fresh sign-in tokens may be refused`, mend);
  return ok(name, `agrees with ${clocks.map(({ whose }) => whose).join(', ')}`);
}

/** A date as axes write it: a year and a month, perhaps a day. */
const written = /^(\d{4})[-–—./_ ]?(\d{2})(?:[-–—./_ ]?(\d{2}))?$/;
const monthNames = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

const dayNames = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'];

interface Label {
  text: string;
  at: number;
}

/**
 * Reads labels as months when most of them are (`2024-01`, also where OCR lost the hyphen) and returns for each the way it
 * should read, or null when they are no dates. What could not be read is filled in from its place between the others.
 */
export function readMonths(labels: readonly Label[]): string[] | null {
  const months = labels.map(({ text }) => monthOf(text));
  return fromPlaces(labels, months, (month) => {
    const year = Math.floor(month / 12);
    return `${year}-${String(month - year * 12 + 1).padStart(2, '0')}`;
  });
}

/** The same for the short names of months and of weekdays; `Jan` comes again after `Dec`. */
export function readCalendarNames(labels: readonly Label[]): string[] | null {
  // Two letters tell every weekday; of months it takes three.
  return fromNames(labels, monthNames, 3) ?? fromNames(labels, dayNames, 2);
}

function fromNames(labels: readonly Label[], names: readonly string[], telling: number): string[] | null {
  const start = (text: string) => text.slice(0, telling).toLowerCase();
  const places = labels.map(({ text }) => {
    const at = names.findIndex((name) => start(name) === start(text));
    return at < 0 || text.length > 4 ? null : at;
  });
  const count = names.length;
  const write = (place: number) => names[((place % count) + count) % count] ?? '';
  // One misread name must not send all that follow it into the next round: within one round first.
  return fromPlaces(labels, places, write) ?? fromPlaces(labels, onwards(places, count), write);
}

/** A name before the one read last is one of the next round. */
function onwards(places: readonly (number | null)[], count: number): (number | null)[] {
  let last = 0;
  return places.map((place) => {
    if (place === null) return null;
    last = place + count * Math.ceil(Math.max(0, last - place) / count);
    return last;
  });
}

function monthOf(text: string): number | null {
  const match = written.exec(
    text
      .replace(/^[^\dlIOo]+|[^\dlIOo)]+$/g, '')
      .replace(/[lI|]/g, '1')
      .replace(/[Oo]/g, '0'),
  );
  if (match === null) return null;
  const [year, month] = [Number(match[1]), Number(match[2])];
  if (match[3] !== undefined || year < 1800 || year > 2200 || month < 1 || month > 12) return null;
  return year * 12 + month - 1;
}

/** The months that the places say, when most of those that were read agree with one step per distance. */
function fromPlaces(
  labels: readonly Label[],
  months: readonly (number | null)[],
  write: (month: number) => string,
): string[] | null {
  const read = labels.flatMap(({ at }, i) => {
    const month = months[i] ?? null;
    return month === null ? [] : [{ at, month }];
  });
  if (read.length < 3 || read.length < labels.length * 0.5) return null;
  let best = { agreeing: 0, at: (_: number) => 0 };
  for (const a of read) {
    for (const b of read) {
      if (b.at <= a.at || b.month <= a.month) continue;
      const perMonth = (b.at - a.at) / (b.month - a.month);
      const at = (place: number) => a.month + (place - a.at) / perMonth;
      const agreeing = read.filter((one) => Math.abs(at(one.at) - one.month) < 0.25).length;
      if (agreeing > best.agreeing) best = { agreeing, at };
    }
  }
  if (best.agreeing < 3 || best.agreeing < labels.length * 0.5) return null;
  return labels.map(({ at }) => write(Math.round(best.at(at))));
}

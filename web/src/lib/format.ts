import { languageTag } from './i18n/language.ts';
import { formatNumber } from './i18n/numbers.ts';
import { text } from './i18n/text.ts';

export { formatNumber };

const oneDigit = { minimumFractionDigits: 1, maximumFractionDigits: 1 };

/** `740 B`, `12.3 kB`, `4.0 MB`, in powers of 1000. */
export function formatBytes(bytes: number): string {
  if (bytes < 1000) return `${formatNumber(bytes)} B`;
  if (bytes < 1_000_000) return `${formatNumber(bytes / 1000, oneDigit)} kB`;
  if (bytes < 1e9) return `${formatNumber(bytes / 1_000_000, oneDigit)} MB`;
  return `${formatNumber(bytes / 1e9, oneDigit)} GB`;
}

/** `85 ms`, `2.4 s`, `3 min 5 s`. */
export function formatDuration(ms: number): string {
  if (ms < 1000) return `${Math.round(ms)} ms`;
  if (ms < 59_950) return `${formatNumber(ms / 1000, oneDigit)} s`;
  const seconds = Math.round(ms / 1000);
  return `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
}

/** Day and time of day in the reader's own zone. */
export function formatTime(iso: string): string {
  return dates({ dateStyle: 'medium', timeStyle: 'short' }).format(new Date(iso));
}

/** The day alone, the same on a server as in a browser. */
export function formatDay(iso: string): string {
  return dates({ dateStyle: 'long', timeZone: 'UTC' }).format(new Date(iso));
}

/** `now`, `3 minutes ago`, `yesterday`; the day itself after a month. */
export function formatAge(iso: string, now = Date.now()): string {
  const seconds = Math.max(0, Math.round((now - Date.parse(iso)) / 1000));
  if (seconds < 10) return text.time.justNow;
  const relative = new Intl.RelativeTimeFormat(languageTag(), { numeric: 'auto' });
  if (seconds < 60) return relative.format(-seconds, 'second');
  if (seconds < 3600) return relative.format(-Math.round(seconds / 60), 'minute');
  if (seconds < 86_400) return relative.format(-Math.round(seconds / 3600), 'hour');
  if (seconds < 30 * 86_400) return relative.format(-Math.round(seconds / 86_400), 'day');
  return dates({ dateStyle: 'medium' }).format(new Date(iso));
}

const made = new Map<string, Intl.DateTimeFormat>();

/** Making one is slow, and a list asks for hundreds. */
function dates(options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = languageTag() + JSON.stringify(options);
  const format = made.get(key) ?? new Intl.DateTimeFormat(languageTag(), options);
  made.set(key, format);
  return format;
}

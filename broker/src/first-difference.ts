import { isObject, type Json } from './parse.ts';

/** Where two values of JSON differ first, as a path such as `HostConfig.Binds`, or null where they are equal. */
export function firstDifference(asked: Json | undefined, made: Json | undefined, path = ''): string | null {
  if (isObject(asked) && isObject(made)) {
    for (const name of new Set([...Object.keys(asked), ...Object.keys(made)])) {
      const of = (holder: typeof asked) => (Object.hasOwn(holder, name) ? holder[name] : undefined);
      const found = firstDifference(of(asked), of(made), path ? `${path}.${fit(name)}` : fit(name));
      if (found) return found;
    }
    return null;
  }
  if (Array.isArray(asked) && Array.isArray(made)) {
    for (let at = 0; at < Math.max(asked.length, made.length); at += 1) {
      const found = firstDifference(asked[at], made[at], `${path}[${at}]`);
      if (found) return found;
    }
    return null;
  }
  return asked === made ? null : path || 'the whole';
}

/** A name that a client made up, fit for a sentence. */
function fit(name: string): string {
  return name.replace(/[^\w./-]/g, '?').slice(0, 60);
}

/** A duration as people read it: `87 ms`, `1.24 s`, `120 s`. */
export function duration(ms: number): string {
  if (ms < 1000) return `${Math.round(ms)} ms`;
  return `${ms % 1000 === 0 ? ms / 1000 : (ms / 1000).toFixed(2)} s`;
}

/** A size as people read it, in powers of 1024 as the limits are: `3 bytes`, `1.2 MiB`. */
export function size(bytes: number): string {
  if (bytes < 1024) return `${bytes} bytes`;
  const steps = ['KiB', 'MiB', 'GiB'];
  const step = Math.min(steps.length, Math.floor(Math.log2(bytes) / 10));
  const value = bytes / 1024 ** step;
  return `${value >= 100 || Number.isInteger(value) ? Math.round(value) : value.toFixed(1)} ${steps[step - 1]}`;
}

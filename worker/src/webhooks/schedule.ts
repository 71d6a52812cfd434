const second = 1_000;
const minute = 60 * second;
const hour = 60 * minute;

/** The pauses after each failed try but the last: eight tries within about 28 hours. */
export const pausesMs: readonly number[] = [
  5 * second,
  5 * minute,
  30 * minute,
  2 * hour,
  5 * hour,
  10 * hour,
  10 * hour,
];

/** A try takes a fraction of it; a worker that says nothing until then is gone, and the try is made anew. */
export const leaseMs = minute;

/** When nothing arrived for so long and a delivery has used up its tries, the webhook is turned off. */
export const failingDays = 3;

/** Of one delivery so many tries are kept. */
export const keptTries = 10;

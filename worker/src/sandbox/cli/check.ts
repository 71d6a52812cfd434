/** One thing that was looked at. */
export interface Check {
  name: string;
  /** `missing` stands in the way of a driver; `weaker` works with less than there could be. */
  state: 'ok' | 'weaker' | 'missing';
  says: string;
  /** The command or setting that mends it. */
  mend: string | null;
}

/** One thing that was looked at. */
export interface Check {
  name: string;
  /** `wrong` stands in the way; `weaker` works with less than there could be. */
  state: 'ok' | 'weaker' | 'wrong';
  says: string;
  /** The command or setting that mends it. */
  mend: string | null;
}

export const ok = (name: string, says: string): Check => ({ name, state: 'ok', says, mend: null });
export const weaker = (name: string, says: string, mend: string): Check => ({
  name,
  state: 'weaker',
  says,
  mend,
});
export const wrong = (name: string, says: string, mend: string): Check => ({
  name,
  state: 'wrong',
  says,
  mend,
});

import * as shell from './shell.ts';
import * as work from './work.ts';

export const english = { ...shell, ...work };

/** Every language has the same entries; a function takes what the sentence is about. */
export type Text = typeof english;

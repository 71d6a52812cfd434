import type { Program } from '../state.ts';

/** What a job knows of the jobs before it: all that a follow-up's coder is told. It stays when the parent is deleted. */
export interface Conversation {
  /** What was asked before, oldest first; the rest of a long conversation is left out in the middle. */
  asked: string[];
  /** The last program of the chain, and how it ended; null where none was written. */
  last: { code: string; origin: Program['origin']; ending: string } | null;
  /** Whether the person wants other luck than last time: a retry with a new seed. */
  isFresh: boolean;
}

/** Whether a job goes on from a result: it is not meant to look like the picture any more. */
export function goesOn(conversation: Conversation | null): boolean {
  return conversation !== null && (conversation.last !== null || conversation.asked.length > 0);
}

/** How far back the chain is followed; nobody remembers more, and the window holds less. */
export const maxJobs = 20;
/** Instructions that the coder is told; the first says what it is all about, the last ones what holds now. */
export const maxAsked = 8;
export const askedCharacters = 200;

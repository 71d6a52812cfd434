/** The longest piece whose repetition is looked for; "!!!!" is one of one character. */
const longestPiece = 120;
/** Data repeats as well (a column of zeros); a stretch of this length that says nothing new is no data. */
const loopCharacters = 2_000;

/** Whether a text ends in a long stretch of the same piece again and again, as models do that have lost the thread. */
export function isLooping(text: string): boolean {
  if (text.length < loopCharacters) return false;
  const end = text.slice(-loopCharacters);
  for (let size = 1; size <= longestPiece; size += 1) {
    let at = end.length - 1;
    while (at >= size && end[at] === end[at - size]) at -= 1;
    if (at < size) return true;
  }
  return false;
}

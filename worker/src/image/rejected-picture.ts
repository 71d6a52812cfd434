/** A picture that is not taken; `reason` is a sentence for the person who uploaded it, saying what to do. */
export interface RejectedPicture {
  ok: false;
  reason: string;
}

export function rejected(reason: string): RejectedPicture {
  return { ok: false, reason };
}

export const damaged =
  'The picture is damaged or was cut off on the way: it cannot be decoded to its end. Save it again as a PNG or JPEG and upload that.';

import { type LookGroup, looks } from './look.ts';
import { type Producer, producersOf } from './producers/producer.ts';
import { type PictureKind, pictureKinds } from './truth/truth.ts';

/** `dev` is what we look at and tune on, `test` is only ever measured, `golden` is the small set of the CI. */
export const pictureSets = ['dev', 'test', 'golden'] as const;
export type PictureSet = (typeof pictureSets)[number];

export const picturesPerKind = 20;

/** Goes up by one whenever any picture changes: runs of different versions cannot be mixed or compared. */
export const generatorVersion = 4;

/** Which picture to make; everything in it follows from this. */
export interface PictureOrder {
  /** `dev-bar-03-clean-matplotlib`. */
  id: string;
  kind: PictureKind;
  group: LookGroup;
  producer: Producer;
  /** Chosen apart for each set: a picture of one is in no other. */
  seed: string;
}

/** The pictures of a set in an order whose every beginning is mixed; `limit` takes the first ones. */
export function listPictures(
  set: PictureSet,
  seed: number,
  kinds: readonly PictureKind[] = pictureKinds,
  limit = Number.POSITIVE_INFINITY,
): PictureOrder[] {
  const perKind = set === 'golden' ? 1 : picturesPerKind;
  return Array.from({ length: perKind }, (_, turn) => kinds.map((kind) => order(set, seed, kind, turn)))
    .flat()
    .slice(0, limit);
}

function order(set: PictureSet, seed: number, kind: PictureKind, turn: number): PictureOrder {
  const at = pictureKinds.indexOf(kind);
  const group = set === 'golden' ? 'clean' : (looks[(turn + at) % looks.length] ?? 'clean');
  const among = producersOf[kind];
  // The group's own turns go round among the producers; counting on with `turn` alone, both cycles would lock.
  const ownTurn = Math.floor(turn / looks.length);
  const producer = among[(ownTurn + at + (turn % looks.length)) % among.length] ?? 'matplotlib';
  const number = String(turn + 1).padStart(2, '0');
  const id = `${set}-${kind}-${number}-${group}-${producer}`;
  return { id, kind, group, producer, seed: `${set}/${seed}/${kind}/${turn}` };
}

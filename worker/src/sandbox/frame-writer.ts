import { keyBytes, sealOf } from './frames.ts';

/**
 * Writes frames as a supervisor does, for tests that stand in for one: the letter and the payload, each
 * sealed with the key of the job, which `keyOf` finds. Only `R` comes before the job and is not sealed.
 */
export function createFrameWriter(key: Buffer): (letter: string, payload: Uint8Array | string) => Buffer {
  let number = 0;
  return (letter, content) => {
    const payload = Buffer.from(content);
    const header = Buffer.alloc(5, letter);
    header.writeUInt32BE(payload.length, 1);
    const seal = letter === 'R' ? Buffer.alloc(0) : sealOf(key, number++, header, payload);
    return Buffer.concat([header, payload, seal]);
  };
}

/** The key at the end of an encoded job. */
export function keyOf(encodedJob: Buffer): Buffer {
  return encodedJob.subarray(-keyBytes);
}

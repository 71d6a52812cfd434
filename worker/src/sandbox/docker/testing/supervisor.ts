import { createFrameWriter, keyOf } from '../../frame-writer.ts';
import { protocolVersion } from '../../frames.ts';
import type { FakeContainer } from './fake-daemon.ts';

export type Write = ReturnType<typeof createFrameWriter>;

const verdict = { status: 'ok', exitCode: 0, error: null, durationMs: 1, cpuMs: 1, peakMemoryBytes: 1 };

/** What a supervisor says as soon as it is up. */
export function sayReady(container: FakeContainer): void {
  const write = createFrameWriter(Buffer.alloc(0));
  container.write(
    'stdout',
    write('R', JSON.stringify({ protocol: protocolVersion, python: '3.11.2', warm: true })),
  );
}

/** Takes the job and does what `act` says with it; what was sent before the marker of a job is not one. */
export function onJob(act: (container: FakeContainer, write: Write) => void) {
  return (container: FakeContainer, bytes: Buffer): void => {
    if (bytes.includes('SNAPRUN-JOB')) act(container, createFrameWriter(keyOf(bytes)));
  };
}

/** A program that prints a word and ends well. */
export function printing(word: string) {
  return onJob((container, write) => {
    for (const frame of [write('S', ''), write('O', word), write('X', JSON.stringify(verdict))])
      container.write('stdout', frame);
    container.exit(0);
  });
}

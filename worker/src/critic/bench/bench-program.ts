/** A program that the critic is measured with, and what it has to say about it. */
export interface BenchProgram {
  name: string;
  /** What is wrong with it, in a few words. */
  wrong: string;
  code: string;
  /** The rule that has to stop it; null where reading cannot tell, so that the sandbox has to. */
  stoppedBy: string | null;
}

/** What one endpoint has shown it can do. Nothing is assumed; what is not known is null. */
export interface EndpointFacts {
  /** Tokens of prompt and answer together. */
  window: number | null;
  /** `refused`: it answers with an error; `ignored`: it answers as if nothing had been asked. */
  schema: 'accepted' | 'ignored' | 'refused' | null;
  /** `refused`: it answers with an error; `ignored`: it answers in one piece. */
  streaming: 'works' | 'ignored' | 'refused' | null;
  /** Some hosted servers refuse requests with members that they do not know. */
  seed: 'accepted' | 'refused' | null;
  usage: 'told' | 'missing' | null;
  pictures: boolean | null;
}

export const nothingKnown: Readonly<EndpointFacts> = {
  window: null,
  schema: null,
  streaming: null,
  seed: null,
  usage: null,
  pictures: null,
};

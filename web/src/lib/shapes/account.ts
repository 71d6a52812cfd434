import * as v from 'valibot';

export const Me = v.object({
  id: v.string(),
  email: v.nullable(v.string()),
  name: v.nullable(v.string()),
  retentionDays: v.number(),
  notify: v.object({ jobFinished: v.boolean() }),
  createdAt: v.string(),
});
export type Me = v.InferOutput<typeof Me>;
export type MeChange = Partial<Pick<Me, 'name' | 'retentionDays' | 'notify'>>;

const Meter = v.object({ limit: v.number(), used: v.number() });
const Spent = v.object({
  jobs: v.number(),
  modelCalls: v.number(),
  tokensIn: v.number(),
  tokensOut: v.number(),
  modelMs: v.number(),
  sandboxMs: v.number(),
});
export const Usage = v.object({
  limits: v.object({
    activeJobs: Meter,
    jobsPerDay: v.object({ ...Meter.entries, resetsAt: v.string() }),
    storedBytes: Meter,
  }),
  today: Spent,
  last30Days: Spent,
  days: v.array(v.object({ ...Spent.entries, day: v.string() })),
});
export type Usage = v.InferOutput<typeof Usage>;

export const Token = v.object({
  id: v.string(),
  name: v.string(),
  scopes: v.array(v.string()),
  lastUsedAt: v.nullable(v.string()),
  expiresAt: v.nullable(v.string()),
  createdAt: v.string(),
});
export type Token = v.InferOutput<typeof Token>;
export const TokenList = v.object({ tokens: v.array(Token) });
export const MadeToken = v.object({ token: Token, secret: v.nullable(v.string()) });

export const AccountDeletion = v.object({ deleted: v.record(v.string(), v.number()) });

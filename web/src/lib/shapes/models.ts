import * as v from 'valibot';

export const roleNames = ['vision', 'reasoning', 'code'] as const;
export type RoleName = (typeof roleNames)[number];

export const ModelHealth = v.object({
  roles: v.array(
    v.object({
      role: v.picklist(roleNames),
      model: v.string(),
      demo: v.boolean(),
      replicas: v.array(
        v.object({
          replica: v.number(),
          status: v.picklist(['ok', 'warming', 'down']),
          latencyMs: v.nullable(v.number()),
          message: v.string(),
          checkedAt: v.string(),
        }),
      ),
    }),
  ),
});
export type ModelHealth = v.InferOutput<typeof ModelHealth>;

export const ModelTest = v.object({
  role: v.picklist(roleNames),
  model: v.string(),
  demo: v.boolean(),
  answer: v.nullable(v.string()),
  finishReason: v.nullable(v.string()),
  problem: v.nullable(v.string()),
  latencyMs: v.number(),
  tokensIn: v.nullable(v.number()),
  tokensOut: v.nullable(v.number()),
});
export type ModelTest = v.InferOutput<typeof ModelTest>;

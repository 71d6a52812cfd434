import { z } from 'zod';
import { AppError } from './errors.ts';

export type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Parses an environment into a typed config, or throws one error that names every bad variable.
 *
 * `NAME_FILE` stands for the content of that file, so that secrets need not be in the environment; an empty
 * value and an empty file count as not set.
 */
export function parseConfig<S extends z.ZodObject>(
  schema: S,
  env: Environment,
  readFile?: (path: string) => string,
): z.infer<S> {
  const values: Record<string, string> = {};
  const problems: string[] = [];
  for (const name of Object.keys(schema.shape)) {
    const path = env[`${name}_FILE`];
    if (env[name]) values[name] = env[name];
    else if (path && readFile) {
      try {
        const text = readFile(path).trimEnd();
        if (text) values[name] = text;
      } catch (error) {
        const why = error instanceof Error ? error.message : String(error);
        problems.push(`${name}_FILE: the file ${path} cannot be read (${why})`);
      }
    }
  }
  const parsed = schema.safeParse(values);
  if (!parsed.success) {
    problems.push(...parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`));
  }
  if (!parsed.success || problems.length > 0) {
    throw new AppError('invalid_request', `The settings cannot be used:\n  ${problems.join('\n  ')}`);
  }
  return parsed.data;
}

const required = z.string({ error: 'is not set' });
const url = required.refine((value) => URL.canParse(value), 'must be a URL');
const list = z.string().transform((value) =>
  value
    .split(',')
    .map((item) => item.trim())
    .filter(Boolean),
);
const whole = (least: number) => z.coerce.number().int().min(least);

/** Settings that more than one process reads, under the names of `.env.example`. */
export const settings = {
  required,
  url,
  list,
  whole,
  database: { DATABASE_URL: url },
  storage: {
    S3_ENDPOINT: url,
    S3_PUBLIC_ENDPOINT: url.optional(),
    S3_REGION: z.string().default('us-east-1'),
    S3_BUCKET: required,
    S3_ACCESS_KEY_ID: required,
    S3_SECRET_ACCESS_KEY: required,
  },
  errorReports: {
    SENTRY_DSN: z
      .string()
      .regex(
        /^https?:\/\/[^/@]+@[^/@]+\/(.+\/)?\d+$/,
        'must be a DSN such as https://key@sentry.example.com/42',
      )
      .optional(),
    SENTRY_ENVIRONMENT: z.string().default('production'),
    SENTRY_RELEASE: z.string().optional(),
  },
  webhooks: { WEBHOOK_ALLOW_PRIVATE: z.stringbool().default(false) },
  models: {
    VISION_BASE_URL: list.pipe(z.array(url).min(1)),
    VISION_API_KEY: z.string().optional(),
    VISION_MODEL: z.string().default('Qwen/Qwen2.5-VL-7B-Instruct'),
    REASONING_BASE_URL: list.pipe(z.array(url).min(1)),
    REASONING_API_KEY: z.string().optional(),
    REASONING_MODEL: z.string().default('mistralai/Mistral-7B-Instruct-v0.3'),
    CODE_BASE_URL: list.pipe(z.array(url).min(1)),
    CODE_API_KEY: z.string().optional(),
    CODE_MODEL: z.string().default('deepseek-ai/deepseek-coder-7b-instruct-v1.5'),
  },
} as const;

export const modelRoles = ['vision', 'reasoning', 'code'] as const;
export type ModelRole = (typeof modelRoles)[number];

export interface ModelEndpoint {
  /** One or more replicas, each ending in `/v1`. */
  baseUrls: string[];
  apiKey: string | null;
  model: string;
}
export type ModelEndpoints = Record<ModelRole, ModelEndpoint>;

type ModelSettings = z.infer<z.ZodObject<typeof settings.models>>;

export function modelEndpoints(values: ModelSettings): ModelEndpoints {
  const endpoint = (baseUrls: string[], apiKey: string | undefined, model: string): ModelEndpoint => ({
    baseUrls: baseUrls.map((baseUrl) => baseUrl.replace(/\/+$/, '')),
    apiKey: apiKey ?? null,
    model,
  });
  return {
    vision: endpoint(values.VISION_BASE_URL, values.VISION_API_KEY, values.VISION_MODEL),
    reasoning: endpoint(values.REASONING_BASE_URL, values.REASONING_API_KEY, values.REASONING_MODEL),
    code: endpoint(values.CODE_BASE_URL, values.CODE_API_KEY, values.CODE_MODEL),
  };
}

type ErrorReportValues = z.infer<z.ZodObject<typeof settings.errorReports>>;

/** The options of `openErrorReports`. */
export function errorReportOptions(values: ErrorReportValues) {
  return {
    dsn: values.SENTRY_DSN ?? null,
    environment: values.SENTRY_ENVIRONMENT,
    release: values.SENTRY_RELEASE ?? null,
  };
}

type StorageSettings = z.infer<z.ZodObject<typeof settings.storage>>;

/** The options of `createS3Storage`; the public endpoint is the internal one unless it is set. */
export function storageOptions(values: StorageSettings) {
  return {
    endpoint: values.S3_ENDPOINT,
    publicEndpoint: values.S3_PUBLIC_ENDPOINT ?? values.S3_ENDPOINT,
    region: values.S3_REGION,
    bucket: values.S3_BUCKET,
    accessKeyId: values.S3_ACCESS_KEY_ID,
    secretAccessKey: values.S3_SECRET_ACCESS_KEY,
  };
}

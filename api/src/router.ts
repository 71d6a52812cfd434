import { OpenAPIHono } from '@hono/zod-openapi';
import { AppError } from '@snaprun/core/errors';
import type { ZodError } from 'zod';
import type { AppEnv } from './deps.ts';
import type { ProblemDetail } from './shapes/problem.ts';

/** A router whose refused input becomes a 422 with JSON pointers; an id that cannot exist is a 404 like any other. */
export function createRouter() {
  return new OpenAPIHono<AppEnv>({
    defaultHook: (result) => {
      if (result.success) return;
      if (result.target === 'param') throw new AppError('not_found', 'There is nothing with this id.');
      throw refuse(
        result.error,
        result.target === 'json' ? 'body' : result.target === 'query' ? 'query' : 'header',
      );
    },
  });
}

function refuse(error: ZodError, place: ProblemDetail['in']): AppError {
  const errors = error.issues.map((issue) => ({
    in: place,
    pointer: issue.path
      .map((part) => `/${String(part).replaceAll('~', '~0').replaceAll('/', '~1')}`)
      .join(''),
    detail: issue.message,
  }));
  const [first] = errors;
  const where = first?.pointer ? `${first.pointer.slice(1)} in the ${place}` : `the ${place}`;
  const more = errors.length > 1 ? ` (and ${errors.length - 1} more)` : '';
  return new AppError(
    'unprocessable',
    `Look at ${where}: ${first?.detail ?? 'it is not acceptable'}${more}`,
    {
      details: { errors },
    },
  );
}

import { expect } from 'vitest';
import { Problem } from '../src/shapes/problem.ts';

/** Asserts that a response is problem+json with this status and code; returns it. */
export async function expectProblem(
  response: Response,
  status: number,
  code: Problem['code'],
): Promise<Problem> {
  const text = await response.text();
  expect(response.status, text).toBe(status);
  expect(response.headers.get('content-type')).toBe('application/problem+json');
  const problem = Problem.parse(JSON.parse(text));
  expect(problem).toMatchObject({ status, code, requestId: response.headers.get('x-request-id') });
  return problem;
}

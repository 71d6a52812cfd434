/** A refusal as OpenAI's clients understand it: a status and a body with `error.message`, `type`, `param`, `code`. */
export class ApiError extends Error {
  readonly status: number;
  readonly body: { error: { message: string; type: string; param: string | null; code: string | number } };

  constructor(status: number, message: string, detail: { param?: string; code?: string } = {}) {
    super(message);
    this.name = 'ApiError';
    this.status = status;
    const type = types[status] ?? 'InternalServerError';
    this.body = { error: { message, type, param: detail.param ?? null, code: detail.code ?? status } };
  }
}

/** vLLM's names, but for a bad key, where it sends a bare text and OpenAI's form is more use. */
const types: Readonly<Record<number, string>> = {
  400: 'BadRequestError',
  401: 'invalid_request_error',
  404: 'NotFoundError',
  405: 'MethodNotAllowed',
  413: 'RequestEntityTooLargeError',
  503: 'ServiceUnavailableError',
};

import type { OpenAPIHono } from '@hono/zod-openapi';

type Document = ReturnType<OpenAPIHono['getOpenAPI31Document']>;
type Link = {
  operationId: string;
  parameters?: Record<string, string>;
  requestBody?: Record<string, string>;
};

const methods = ['get', 'post', 'put', 'patch', 'delete'] as const;

/** What an answer makes, and where in it the id is: every route below that path goes on from there. */
const made: readonly { by: string; status: '200' | '201'; id: string; under: string; parameter: string }[] = [
  { by: 'post /v1/jobs', status: '201', id: '/id', under: '/v1/jobs/{id}', parameter: 'id' },
  { by: 'post /v1/jobs/{id}/retry', status: '201', id: '/id', under: '/v1/jobs/{id}', parameter: 'id' },
  { by: 'post /v1/jobs/{id}/follow-ups', status: '201', id: '/id', under: '/v1/jobs/{id}', parameter: 'id' },
  { by: 'post /v1/jobs/{id}/runs', status: '201', id: '/id', under: '/v1/jobs/{id}', parameter: 'id' },
  { by: 'get /v1/jobs', status: '200', id: '/jobs/0/id', under: '/v1/jobs/{id}', parameter: 'id' },
  { by: 'post /v1/files', status: '201', id: '/file/id', under: '/v1/files/{id}', parameter: 'id' },
  { by: 'post /v1/files', status: '200', id: '/file/id', under: '/v1/files/{id}', parameter: 'id' },
  { by: 'post /v1/tokens', status: '201', id: '/token/id', under: '/v1/tokens/{id}', parameter: 'id' },
];

/**
 * Names every operation and says which one goes on from which answer.
 *
 * Programs that follow a contract by themselves, client generators and fuzzers among them, read both.
 */
export function linkOperations(document: Document): void {
  const operations = Object.entries(document.paths ?? {}).flatMap(([path, item]) =>
    methods.flatMap((method) => {
      const operation = item[method];
      return operation === undefined ? [] : [{ name: `${method} ${path}`, method, path, operation }];
    }),
  );
  for (const { method, path, operation } of operations) operation.operationId = operationId(method, path);

  const link = (by: string, status: string, name: string, target: Link) => {
    const response = operations.find((candidate) => candidate.name === by)?.operation.responses?.[status];
    if (response !== undefined) response.links = { ...response.links, [name]: target };
  };
  for (const { by, status, id, under, parameter } of made)
    for (const { path, operation } of operations)
      if (operation.operationId !== undefined && (path === under || path.startsWith(`${under}/`)))
        link(by, status, operation.operationId, {
          operationId: operation.operationId,
          parameters: { [parameter]: `$response.body#${id}` },
        });
  link('post /v1/files', '201', 'postJobs', {
    operationId: 'postJobs',
    requestBody: { fileId: '$response.body#/file/id' },
  });
  link('post /v1/jobs/{id}/shares', '201', 'deleteSharesShare', {
    operationId: 'deleteSharesShare',
    parameters: { share: '$response.body#/share/id' },
  });
  for (const child of ['retry', 'follow-ups', 'runs'])
    link(`post /v1/jobs/{id}/${child}`, '201', 'getJobsIdDiffToParent', {
      operationId: 'getJobsIdDiff',
      parameters: { id: '$response.body#/id', to: '$response.body#/parentId' },
    });
}

/** `get /v1/jobs/{id}/follow-ups` is `getJobsIdFollowUps`. */
function operationId(method: string, path: string): string {
  const words = path.replace(/^\/v1\//, '').split(/[^A-Za-z0-9]+/);
  return method + words.map((word) => word.slice(0, 1).toUpperCase() + word.slice(1)).join('');
}

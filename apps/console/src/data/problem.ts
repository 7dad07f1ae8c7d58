import type { ErrorCode, Problem } from '@chatku/schemas';

/** Codes of the API, and two the console gives itself: no answer came, or one that is no problem+json. */
export type ProblemCode = ErrorCode | 'unreachable' | 'not_understood';

/** Every failed request rejects with this, so a page can say what went wrong, what to do, and how to find it in the logs. */
export class ApiProblem extends Error {
  override readonly name = 'ApiProblem';
  readonly code: ProblemCode;
  /** HTTP status; 0 when no answer came. */
  readonly status: number;
  readonly detail: string;
  readonly fix: string | undefined;
  readonly requestId: string | undefined;
  readonly issues: readonly { path: string; message: string }[];

  constructor(problem: {
    code: ProblemCode;
    status: number;
    detail: string;
    fix?: string | undefined;
    request_id?: string | undefined;
    issues?: Problem['issues'];
  }) {
    super(`${problem.code}: ${problem.detail}`);
    this.code = problem.code;
    this.status = problem.status;
    this.detail = problem.detail;
    this.fix = problem.fix;
    this.requestId = problem.request_id;
    this.issues = problem.issues ?? [];
  }
}

/** What a `catch` got, as an {@link ApiProblem}; a fault of the console itself is thrown on, never dressed up. */
export const asProblem = (reason: unknown): ApiProblem => {
  if (reason instanceof ApiProblem) return reason;
  throw reason;
};

const isProblem = (value: unknown): value is Problem =>
  typeof value === 'object' &&
  value !== null &&
  'code' in value &&
  typeof value.code === 'string' &&
  'detail' in value &&
  typeof value.detail === 'string';

/** Reads an answer that is not 2xx. Never throws. */
export const problemOf = async (response: Response): Promise<ApiProblem> => {
  const body: unknown = await response.json().catch(() => null);
  if (isProblem(body)) return new ApiProblem({ ...body, status: response.status });
  return new ApiProblem({
    code: 'not_understood',
    status: response.status,
    detail: `The server answered ${response.status} without saying why.`,
  });
};

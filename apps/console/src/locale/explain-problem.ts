import type { ApiProblem } from '../data/problem.js';
import type { Dictionary } from './dictionary.js';

/** What a problem means, in the reader's language; null for codes a console never meets, whose detail must do. */
export const explainProblem = (problem: ApiProblem, t: Dictionary): string | null => {
  const sentences: Readonly<Record<string, string>> = t.problems;
  return Object.hasOwn(sentences, problem.code) ? (sentences[problem.code] ?? null) : null;
};

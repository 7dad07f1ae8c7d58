import { AsyncResource } from 'node:async_hooks';
import { currentUnit, outsideUnits } from '../unit-of-work/unit-scope.js';

interface Asked<Question, Answer> {
  readonly question: Question;
  readonly resolve: (answer: Answer) => void;
  readonly reject: (error: unknown) => void;
}

/** Questions of one asking at most. */
const MAX_TOGETHER = 256;

/**
 * Asks for many what many ask one by one: questions that come in one turn of the event loop, or while an asking is under way,
 * are asked together. Each is asked after it came, never before, so that its answer is as fresh as if it had been alone.
 */
export class Gathering<Question, Answer> {
  readonly #askAll: (questions: readonly Question[]) => Promise<readonly Answer[]>;
  /** Bound here, so that an asking belongs to no request's context. */
  readonly #start: () => void;
  #waiting: Asked<Question, Answer>[] = [];
  #busy = false;

  /** @param askAll answers all, in their order; when it fails for several, each is asked alone. */
  constructor(askAll: (questions: readonly Question[]) => Promise<readonly Answer[]>) {
    this.#askAll = askAll;
    this.#start = outsideUnits(() => AsyncResource.bind(() => void setImmediate(() => void this.#serve())));
  }

  /** @throws what asking this question alone throws. */
  ask(question: Question): Promise<Answer> {
    // Alone, so that the connection sees who asks, and refuses.
    if (currentUnit() !== null) return this.#askAlone(question);
    return new Promise<Answer>((resolve, reject) => {
      this.#waiting.push({ question, resolve, reject });
      if (this.#busy) return;
      this.#busy = true;
      this.#start();
    });
  }

  async #serve(): Promise<void> {
    while (this.#waiting.length > 0) await this.#serveTogether(this.#waiting.splice(0, MAX_TOGETHER));
    this.#busy = false;
  }

  async #serveTogether(together: readonly Asked<Question, Answer>[]): Promise<void> {
    try {
      const answers = await this.#askAll(together.map(({ question }) => question));
      for (const [at, { resolve }] of together.entries()) resolve(answers[at] as Answer);
    } catch (error) {
      // One question that the engine cannot take is not to spoil the others.
      if (together.length === 1) together[0]?.reject(error);
      else {
        await Promise.all(
          together.map(({ question, resolve, reject }) => this.#askAlone(question).then(resolve, reject)),
        );
      }
    }
  }

  async #askAlone(question: Question): Promise<Answer> {
    const [answer] = await this.#askAll([question]);
    return answer as Answer;
  }
}

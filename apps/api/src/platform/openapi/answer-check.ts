import { type CallHandler, type ExecutionContext, Injectable, type NestInterceptor } from '@nestjs/common';
import type { Observable } from 'rxjs';
import { map } from 'rxjs';
import * as v from 'valibot';
import { ANSWER_SCHEMA } from './answer.js';

/** An answer that is not what its handler says it is. */
export class WrongAnswer extends Error {
  override readonly name = 'WrongAnswer';
}

/**
 * Holds every answer against the schema its handler names with `@Answer`. Used by the test harness: an answer the schemas
 * do not describe would reach a widget that does not expect it.
 */
@Injectable()
export class AnswerCheck implements NestInterceptor {
  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const handler = context.getHandler();
    const schema: v.GenericSchema | null | undefined = Reflect.getMetadata(ANSWER_SCHEMA, handler);
    const name = `${context.getClass().name}.${handler.name}`;
    return next.handle().pipe(
      map((answer: unknown) => {
        if (schema === undefined) return answer;
        if (schema === null) {
          if (answer !== undefined) throw new WrongAnswer(`${name} answers with a body and says it has none.`);
          return answer;
        }
        // As the client will see it: what JSON drops is not there, what JSON turns into text is text.
        const wire: unknown = answer === undefined ? undefined : JSON.parse(JSON.stringify(answer));
        const checked = v.safeParse(schema, wire);
        if (checked.success) return answer;
        const [issue] = checked.issues;
        throw new WrongAnswer(`${name} answers with a wrong ${v.getDotPath(issue) ?? 'value'}: ${issue.message}`);
      }),
    );
  }
}

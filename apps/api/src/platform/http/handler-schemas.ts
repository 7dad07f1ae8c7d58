import 'reflect-metadata';
import type { INestApplicationContext, Type } from '@nestjs/common';
import { ModulesContainer } from '@nestjs/core';

/** Where Nest keeps which parameter of a handler comes from where. */
const ROUTE_ARGUMENTS = '__routeArguments__';

/** Nest's numbers of the parameter kinds that carry a caller's input. */
const INPUT_KINDS: Readonly<Record<string, 'body' | 'query' | 'param'>> = { 3: 'body', 4: 'query', 5: 'param' };

/** One input of a handler. */
export interface HandlerInput {
  readonly kind: 'body' | 'query' | 'param';
  /** The schema it is checked against; undefined where nothing checks it. */
  readonly schema: unknown;
}

interface ArgumentMetadata {
  readonly schema?: unknown;
}

/** The inputs a handler takes. */
export function inputsOf(controller: Type, method: string): HandlerInput[] {
  const found: Record<string, ArgumentMetadata> | undefined = Reflect.getMetadata(ROUTE_ARGUMENTS, controller, method);
  return Object.entries(found ?? {}).flatMap(([key, argument]) => {
    const kind = INPUT_KINDS[key.split(':', 1)[0] ?? ''];
    return kind === undefined ? [] : [{ kind, schema: argument.schema }];
  });
}

/**
 * Every handler that takes input which nothing checks, as `Controller.method kind`. For a test: a handler without a
 * schema compiles, and accepts anything.
 */
export function uncheckedInputs(app: INestApplicationContext): string[] {
  const unchecked: string[] = [];
  for (const module of app.get(ModulesContainer).values()) {
    for (const wrapper of module.controllers.values()) {
      const controller = wrapper.metatype as Type | null;
      if (controller === null) continue;
      for (const method of methodsOf(controller)) {
        for (const input of inputsOf(controller, method)) {
          if (input.schema === undefined) unchecked.push(`${controller.name}.${method} ${input.kind}`);
        }
      }
    }
  }
  return unchecked;
}

function methodsOf(controller: Type): string[] {
  const prototype: object = controller.prototype;
  return Object.getOwnPropertyNames(prototype).filter((name) => name !== 'constructor');
}

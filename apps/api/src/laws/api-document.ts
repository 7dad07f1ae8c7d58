import 'reflect-metadata';
import type { INestApplication, Type } from '@nestjs/common';
import { ModulesContainer } from '@nestjs/core';
import type { OpenAPIObject } from '@nestjs/swagger';
import { openApiDocument } from '../platform/openapi/document.js';

const PARAMETER_TYPES = 'design:paramtypes';

/**
 * The OpenAPI document of a server under test. The compiler that runs tests writes down a parameter's type by its name even
 * where that name is also a schema's, and the document's maker would take the schema for a class; the product's compiler
 * writes `Object` there, and so does this.
 */
export function documentUnderTest(app: INestApplication): OpenAPIObject {
  for (const module of app.get(ModulesContainer).values()) {
    for (const { metatype } of module.controllers.values()) {
      const prototype: object | undefined = (metatype as Type | null)?.prototype;
      for (const method of prototype === undefined ? [] : Object.getOwnPropertyNames(prototype)) {
        const types: unknown[] | undefined = Reflect.getMetadata(PARAMETER_TYPES, prototype as object, method);
        if (types === undefined) continue;
        const plain = types.map((type) => (typeof type === 'function' ? type : Object));
        Reflect.defineMetadata(PARAMETER_TYPES, plain, prototype as object, method);
      }
    }
  }
  return openApiDocument(app);
}

import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';

/** What a browser says of itself when it signs in. */
export interface BrowserHeaders {
  readonly cookieHeader: string | undefined;
  readonly userAgent: string | undefined;
}

/** Handler parameter: the headers of the browser that asks. */
export const CallingBrowser = createParamDecorator((_: unknown, context: ExecutionContext): BrowserHeaders => {
  const { headers } = context.switchToHttp().getRequest<FastifyRequest>();
  return { cookieHeader: headers.cookie, userAgent: headers['user-agent'] };
});

const BROWSERS: readonly [RegExp, string][] = [
  [/Edg(?:A|iOS)?\//, 'Edge'],
  [/OPR\//, 'Opera'],
  [/SamsungBrowser\//, 'Samsung Internet'],
  [/Firefox\/|FxiOS\//, 'Firefox'],
  [/Chrome\/|CriOS\//, 'Chrome'],
  [/Safari\//, 'Safari'],
];
const SYSTEMS: readonly [RegExp, string][] = [
  [/iPhone/, 'iPhone'],
  [/iPad/, 'iPad'],
  [/Android/, 'Android'],
  [/Windows/, 'Windows'],
  [/Mac OS X/, 'macOS'],
  [/CrOS/, 'ChromeOS'],
  [/Linux/, 'Linux'],
];

/** `Firefox, Windows`: enough to recognise one's own browsers by, and all that is kept. Null where nothing is known. */
export function browserName(userAgent: string | undefined): string | null {
  const nameIn = (table: readonly [RegExp, string][]) => table.find(([pattern]) => pattern.test(userAgent ?? ''))?.[1];
  return [nameIn(BROWSERS), nameIn(SYSTEMS)].filter((part) => part !== undefined).join(', ') || null;
}

/**
 * The floor of the starts, as a child: Nest on Fastify with modules that have nothing in them, from the packages the API uses.
 *
 * Word: how many modules, Nest's own and the root among them.
 */
import { apiPackage } from './api-package.mjs';

const [count = ''] = process.argv.slice(2);
/** Nest's own one, and the root. */
const ALWAYS_THERE = 2;

await apiPackage('reflect-metadata');
const { Module } = await apiPackage('@nestjs/common');
const { NestFactory } = await apiPackage('@nestjs/core');
const { FastifyAdapter } = await apiPackage('@nestjs/platform-fastify');

const modules = Array.from({ length: Number(count) - ALWAYS_THERE }, () => {
  const one = class {};
  Module({})(one);
  return one;
});
const Root = class {};
Module({ imports: modules })(Root);

const adapter = new FastifyAdapter({ logger: false });
adapter.getInstance().get('/health/ready', async () => ({ status: 'ready' }));
const nest = await NestFactory.create(Root, adapter, { logger: false, abortOnError: false });
await nest.listen(0, '127.0.0.1');
process.send?.({ kind: 'ready', port: nest.getHttpServer().address().port });
process.on('SIGTERM', () => process.exit(0));

/**
 * Loaded before the API (`node --import`): once it is ready, it says over IPC how many modules Nest holds, as
 * `{ kind: 'modules', count }` in answer to the same without a count.
 */
import { apiPackage } from './api-package.mjs';

await apiPackage('reflect-metadata');
const { NestContainer } = await apiPackage('@nestjs/core', 'injector/container.js');
/** @type {any} */
let container;
const { addModule } = NestContainer.prototype;
NestContainer.prototype.addModule = function (/** @type {any[]} */ ...words) {
  container = this;
  return addModule.apply(this, words);
};
process.on('message', (/** @type {any} */ message) => {
  if (message?.kind === 'modules') process.send?.({ kind: 'modules', count: container.getModules().size });
});

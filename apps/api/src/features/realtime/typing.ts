import { EventEmitter } from 'node:events';
import { Injectable } from '@nestjs/common';
import * as v from 'valibot';
import { RedisLink } from '../../platform/redis/redis-link.js';

const id = v.pipe(v.string(), v.maxLength(36));
/** Whose visitor is told that an agent types. */
const ByAgent = v.strictObject({ contactId: id });
/** Which workspace is told that a visitor types, and where. */
const ByVisitor = v.strictObject({ workspaceId: id, conversationId: id });
export type ByAgent = v.InferOutput<typeof ByAgent>;
export type ByVisitor = v.InferOutput<typeof ByVisitor>;

/** Who types, while they do, on whichever node. Never stored; lost at a restart and while Redis is away, which is right. */
@Injectable()
export class Typing {
  readonly #emitter = new EventEmitter();

  constructor(private readonly redis: RedisLink) {
    this.#emitter.setMaxListeners(0);
    redis.hear('typing.agent', (body) => this.#take('agent', v.safeParse(ByAgent, body)));
    redis.hear('typing.visitor', (body) => this.#take('visitor', v.safeParse(ByVisitor, body)));
  }

  fromAgent(about: ByAgent): void {
    this.#emitter.emit('agent', about);
    this.redis.say('typing.agent', about);
  }

  fromVisitor(about: ByVisitor): void {
    this.#emitter.emit('visitor', about);
    this.redis.say('typing.visitor', about);
  }

  onAgent(listener: (about: ByAgent) => void): () => void {
    this.#emitter.on('agent', listener);
    return () => this.#emitter.off('agent', listener);
  }

  onVisitor(listener: (about: ByVisitor) => void): () => void {
    this.#emitter.on('visitor', listener);
    return () => this.#emitter.off('visitor', listener);
  }

  #take(who: 'agent' | 'visitor', said: { success: boolean; output: unknown }): void {
    if (said.success) this.#emitter.emit(who, said.output);
  }
}

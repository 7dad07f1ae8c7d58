import { EventEmitter } from 'node:events';
import { Injectable } from '@nestjs/common';

/** Who types, while they do. Never stored; lost at a restart, which is right. */
@Injectable()
export class Typing {
  readonly #emitter = new EventEmitter();

  constructor() {
    this.#emitter.setMaxListeners(0);
  }

  fromAgent(about: { contactId: string }): void {
    this.#emitter.emit('agent', about);
  }

  fromVisitor(about: { workspaceId: string; conversationId: string }): void {
    this.#emitter.emit('visitor', about);
  }

  onAgent(listener: (about: { contactId: string }) => void): () => void {
    this.#emitter.on('agent', listener);
    return () => this.#emitter.off('agent', listener);
  }

  onVisitor(listener: (about: { workspaceId: string; conversationId: string }) => void): () => void {
    this.#emitter.on('visitor', listener);
    return () => this.#emitter.off('visitor', listener);
  }
}

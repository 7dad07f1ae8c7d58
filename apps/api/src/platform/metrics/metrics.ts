import { Injectable } from '@nestjs/common';
import type { Counter, Histogram, Labels, Reading } from './registry.js';
import { MetricsRegistry } from './registry.js';

/** From a write that waited for nothing to one that somebody complains about, in seconds. */
const SECONDS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10];

/**
 * What this process did, counted. Labels are names of this program (routes, codes, kinds), never anything of a person or a
 * business.
 */
@Injectable()
export class Metrics {
  readonly #registry = new MetricsRegistry();
  readonly #requests: Counter;
  readonly #requestSeconds: Histogram;
  readonly #ackSeconds: Histogram;
  readonly #refusals: Counter;
  readonly #messages: Counter;
  readonly #turns: Counter;
  readonly #turnSeconds: Histogram;
  readonly #unitSeconds: Histogram;

  constructor() {
    const made = this.#registry;
    this.#requests = made.counter('chatku_http_requests_total', 'Requests answered, by route and status.');
    this.#requestSeconds = made.histogram('chatku_http_request_seconds', 'From a request to its answer.', SECONDS);
    this.#ackSeconds = made.histogram(
      'chatku_message_ack_seconds',
      'From a visitor’s message to its acknowledgement, on disk.',
      SECONDS,
    );
    this.#refusals = made.counter('chatku_refusals_total', 'Requests refused, by the code they were told.');
    this.#messages = made.counter('chatku_messages_total', 'Messages stored, by who wrote them.');
    this.#turns = made.counter('chatku_turns_total', 'Turns of conversations, by what happened and how it ended.');
    this.#turnSeconds = made.histogram('chatku_turn_seconds', 'From a turn’s beginning to its commit.', SECONDS);
    this.#unitSeconds = made.histogram(
      'chatku_unit_of_work_seconds',
      'From asking for a unit of work to its commit, the wait at the gate included.',
      SECONDS,
    );
  }

  request(method: string, route: string, status: number, seconds: number): void {
    this.#requests.add({ method, route, status: String(status) });
    this.#requestSeconds.observe(seconds);
  }

  acknowledged(seconds: number): void {
    this.#ackSeconds.observe(seconds);
  }

  refused(code: string): void {
    this.#refusals.add({ code });
  }

  stored(author: string): void {
    this.#messages.add({ author });
  }

  turn(kind: string, outcome: 'done' | 'refused' | 'failed', seconds: number): void {
    this.#turns.add({ kind, outcome });
    this.#turnSeconds.observe(seconds);
  }

  unitOfWork(seconds: number): void {
    this.#unitSeconds.observe(seconds);
  }

  /** A number that is asked for at each look: what is open, what waits. */
  gauge(name: string, help: string, read: () => Reading | Promise<Reading>, type: 'gauge' | 'counter' = 'gauge'): void {
    this.#registry.gauge(name, help, read, type);
  }

  /** All of it in the text format of Prometheus. */
  text(): Promise<string> {
    return this.#registry.text();
  }
}

export type { Labels, Reading };

/** A command cannot do what it was asked for. The message is for the person at the terminal: what is wrong, what to do. */
export class Refusal extends Error {
  override readonly name = 'Refusal';
}

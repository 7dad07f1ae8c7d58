import { afterEach, beforeEach, describe, expect, it, type MockInstance, vi } from 'vitest';
import { FakeEngine, messageOf, viewOf } from '../fake-engine.fixture.js';
import { mountPanel, openPanel, settled } from '../mounted-panel.fixture.js';
import { createSound } from './sound.js';

let notes: MockInstance<OscillatorNode['start']>;

beforeEach(() => {
  notes = vi.spyOn(OscillatorNode.prototype, 'start');
  localStorage.removeItem('chatku:muted');
});
afterEach(() => vi.restoreAllMocks());

it('is heard once armed, and not before', () => {
  const sound = createSound();
  sound.play();
  expect(notes).not.toHaveBeenCalled();
  sound.arm();
  sound.play();
  expect(notes).toHaveBeenCalledOnce();
  sound.close();
});

it('is not heard when muted, nor after it was closed', () => {
  const sound = createSound();
  sound.arm();
  sound.toggle();
  sound.play();
  sound.toggle();
  sound.close();
  sound.close();
  sound.play();
  expect(notes).not.toHaveBeenCalled();
});

it('the choice is kept for this browser', () => {
  createSound().toggle();
  expect(createSound().isMuted).toBe(true);
  createSound().toggle();
  expect(createSound().isMuted).toBe(false);
});

it('works where storage throws', () => {
  vi.spyOn(Storage.prototype, 'getItem').mockImplementation(() => {
    throw new DOMException('no', 'SecurityError');
  });
  vi.spyOn(Storage.prototype, 'setItem').mockImplementation(() => {
    throw new DOMException('no', 'SecurityError');
  });
  const sound = createSound();
  sound.toggle();
  expect(sound.isMuted).toBe(true);
});

describe('in the panel', () => {
  it('a message that comes while it is closed is heard; one’s own and history are not', async () => {
    const engine = new FakeEngine(viewOf({ messages: [messageOf('old')] }));
    const panel = await openPanel(engine);
    panel.close();
    engine.set({ messages: [messageOf('older'), ...engine.view.messages] });
    engine.add(messageOf('mine', { author: 'visitor' }));
    await settled();
    expect(notes).not.toHaveBeenCalled();
    engine.add(messageOf('news'));
    expect(notes).toHaveBeenCalledOnce();
  });

  it('nothing is heard before the visitor did anything', async () => {
    const engine = new FakeEngine(viewOf({ messages: [messageOf('old')] }));
    await mountPanel(engine);
    engine.add(messageOf('news'));
    expect(notes).not.toHaveBeenCalled();
  });
});

const MUTED_KEY = 'chatku:muted';

/** The sound of new messages and the visitor's choice about it. */
export type Sound = {
  readonly isMuted: boolean;
  /** Turns the sound off or on again, for this browser. */
  toggle(): void;
  /** Browsers let a page make sound only after a gesture: call this in one. */
  arm(): void;
  /** Two soft notes, made by the browser. Silent where it is muted or was never armed. */
  play(): void;
  close(): void;
};

export const createSound = (): Sound => {
  let context: AudioContext | undefined;
  let isMuted = false;
  try {
    isMuted = !!localStorage.getItem(MUTED_KEY);
  } catch {
    // Storage may be forbidden; then the choice lasts as long as the page.
  }
  return {
    get isMuted() {
      return isMuted;
    },
    toggle() {
      isMuted = !isMuted;
      try {
        localStorage.setItem(MUTED_KEY, isMuted ? '1' : '');
      } catch {
        // As above.
      }
    },
    arm() {
      context ??= new AudioContext();
    },
    play() {
      if (isMuted || !context) return;
      const { currentTime: now } = context;
      const note = new OscillatorNode(context, { frequency: 659 });
      const volume = new GainNode(context, { gain: 0.06 });
      note.frequency.setValueAtTime(880, now + 0.12);
      volume.gain.exponentialRampToValueAtTime(0.001, now + 0.5);
      note.connect(volume).connect(context.destination);
      note.start();
      note.stop(now + 0.5);
    },
    close() {
      void context?.close();
      context = undefined;
    },
  };
};

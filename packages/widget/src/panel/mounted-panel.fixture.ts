import axe from 'axe-core';
import { afterEach, expect } from 'vitest';
import { loadI18n, matchLocale } from '../i18n/i18n.js';
import type { FakeEngine } from './fake-engine.fixture.js';
import { type Boot, type MountedPanel, start } from './mount.js';

export type Mounted = MountedPanel & {
  /** The panel's own shadow root. */
  root: ShadowRoot;
  element: HTMLElement;
  launcher: HTMLButtonElement;
  /** How often the panel told that it closed. */
  closings(): number;
  find<E extends HTMLElement>(selector: string): E;
  findAll(selector: string): HTMLElement[];
  /** The element with the focus inside the panel. */
  focused(): Element | null;
};

const mounted = new Set<() => void>();

afterEach(() => {
  for (const destroy of mounted) destroy();
  mounted.clear();
});

/** Everything that was due has been painted: microtasks, then observers and scroll events of two frames. */
export const settled = async (): Promise<void> => {
  for (let frame = 0; frame < 2; frame++) await new Promise((done) => requestAnimationFrame(done));
  await new Promise((done) => setTimeout(done));
};

/** Mounts a panel beside a launcher, as the loader does; closed, its language loaded. */
export const mountPanel = async (engine: FakeEngine, options: Partial<Boot> = {}): Promise<Mounted> => {
  const host = document.createElement('div');
  // A fixed size for inline panels; floating ones do not look at it.
  host.style.height = '600px';
  document.body.append(host);
  const shadow = host.attachShadow({ mode: 'open' });
  const launcher = document.createElement('button');
  launcher.textContent = 'Chat';
  shadow.append(launcher);
  const locale = options.locale ?? 'en';
  await loadI18n(matchLocale(locale));
  let closings = 0;
  const boot: Boot = { host: shadow, engine, launcher, locale, scheme: 'light', onClose: () => closings++, ...options };
  const panel = start(boot);
  const element = shadow.querySelector('chatku-panel') as HTMLElement;
  const root = element.shadowRoot as ShadowRoot;
  const destroy = (): void => {
    panel.destroy();
    host.remove();
  };
  mounted.add(destroy);
  await settled();
  return {
    ...panel,
    root,
    element,
    launcher,
    closings: () => closings,
    find<E extends HTMLElement>(selector: string): E {
      const found = root.querySelector<E>(selector);
      if (!found) throw new Error(`no ${selector} in the panel`);
      return found;
    },
    findAll: (selector) => [...root.querySelectorAll<HTMLElement>(selector)],
    focused: () => root.activeElement,
  };
};

/** Ends what appears with a movement, and stops what moves for ever. */
export const endAnimations = (root: ShadowRoot): void => {
  for (const animation of root.getAnimations()) animation.cancel();
};

/** As `mountPanel`, and open, at rest. */
export const openPanel = async (engine: FakeEngine, options: Partial<Boot> = {}): Promise<Mounted> => {
  const panel = await mountPanel(engine, options);
  panel.open();
  await settled();
  endAnimations(panel.root);
  return panel;
};

/** Runs axe over the panel, and expects nothing. */
export const expectAccessible = async ({ root, element }: Mounted): Promise<void> => {
  endAnimations(root);
  const { violations } = await axe.run(
    element.getRootNode() instanceof ShadowRoot ? (element.getRootNode() as ShadowRoot).host : element,
    {
      runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'],
      // The test page is no whole page: it has no landmarks of its own.
      rules: { region: { enabled: false } },
    },
  );
  expect(
    violations.map(
      ({ id, nodes }) => `${id}: ${nodes.map(({ html, failureSummary }) => `${html} ${failureSummary}`).join(' | ')}`,
    ),
  ).toEqual([]);
};

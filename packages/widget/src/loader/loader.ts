import type { App, EngineModule, Settings } from '../page/boot.js';
import { provideChatbot } from './chatbot.js';
import { createLauncher, isModern } from './launcher.js';

/** Filled in by the API for each bot; see `build.mjs`. */
declare const __CHATKU_SETTINGS__: Settings;

const AGAIN_MS = 4000;

if (window.$chatbot) console.warn('Chatku: second script ignored');
else {
  const settings = __CHATKU_SETTINGS__;
  let tries = 0;
  let more: Promise<unknown> = Promise.resolve();
  const run = (file: string): Promise<App> =>
    // A browser may remember that a module failed: another address asks again.
    import(/* @vite-ignore */ `${settings.api}/w/p/${settings.build}/${file}.js?${tries++}`).then(
      ({ start }: EngineModule) => start({ settings, launcher, ready: chatbot.ready }),
      () => new Promise((resolve) => setTimeout(() => resolve(run(file)), AGAIN_MS)),
    );
  const chatbot = provideChatbot((method) =>
    more.then(() => run(isModern ? (/^s/.test(method) ? 'engine' : 'chat') : 'too-old')),
  );
  const launcher = createLauncher(settings.looks, () => {
    // Pressed twice while that loads, it shall still open.
    if (chatbot.isOpen) chatbot.close();
    else chatbot.open();
  });
  if (isModern && settings.more) {
    // Until it is known what shows here, if anything.
    launcher.button.hidden = true;
    more = run('more');
  }
}

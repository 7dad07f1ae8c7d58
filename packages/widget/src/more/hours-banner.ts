import type { Extra, ExtraOptions } from './extra.js';
import { h } from './h.js';
import { isWithinHours } from './hours.js';

const LOOK_EVERY_MS = 30_000;

/** Says outside of business hours that nobody is there. */
export const createHoursBanner = ({ root, behaviour }: ExtraOptions): Extra => {
  const { hours } = behaviour;
  // In the sheet before there is something to say, or it would not be said.
  const status = h('div', { role: 'status' });
  const banner = h('p', { className: 'banner hours', part: 'banner', dir: 'auto' });
  banner.textContent = hours!.offline_message;
  let saying = 0;
  const say = () => {
    if (isWithinHours(hours!, Date.now())) banner.remove();
    else if (!banner.parentNode) status.append(banner);
  };
  const draw = () => {
    const sheet = root.querySelector('.sheet');
    if (!sheet || status.parentNode === sheet) return;
    banner.remove();
    sheet.prepend(status);
    clearTimeout(saying);
    saying = window.setTimeout(say);
  };
  const timer = setInterval(say, LOOK_EVERY_MS);
  const destroy = () => {
    clearInterval(timer);
    clearTimeout(saying);
  };
  return { draw, destroy };
};

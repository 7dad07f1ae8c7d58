import type { Extra, ExtraOptions } from './extra.js';
import { h } from './h.js';
import { isWithinHours } from './hours.js';

const LOOK_EVERY_MS = 30_000;

/** Says outside of business hours that nobody is there. */
export const createHoursBanner = ({ root, behaviour }: ExtraOptions): Extra => {
  const { hours } = behaviour;
  const banner = h('p', { className: 'banner hours', part: 'banner', role: 'status', dir: 'auto' });
  banner.textContent = hours!.offline_message;
  const draw = () => {
    const sheet = root.querySelector('.sheet');
    if (!sheet || isWithinHours(hours!, Date.now())) banner.remove();
    else if (banner.parentNode !== sheet) sheet.prepend(banner);
  };
  const timer = setInterval(draw, LOOK_EVERY_MS);
  return { draw, destroy: () => clearInterval(timer) };
};

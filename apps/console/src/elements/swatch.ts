import { nothing } from 'lit';
import { Directive, directive, type ElementPart } from 'lit/directive.js';

/** Only what a colour input gives: nothing else may become a declaration. */
const HEX = /^#[0-9a-f]{6}$/i;

/**
 * Sets the colours of an element from values that are only known at run time, through the CSS object model: a
 * style attribute would break the policy `style-src 'self'`.
 */
class SwatchDirective extends Directive {
  render(_background: string, _ink?: string): unknown {
    return nothing;
  }

  override update(part: ElementPart, [background, ink]: [string, string?]): unknown {
    const { style } = part.element as HTMLElement;
    if (HEX.test(background)) style.setProperty('background-color', background);
    if (ink !== undefined && HEX.test(ink)) style.setProperty('color', ink);
    return nothing;
  }
}

/** Paints an element in a bot's colour: `<span ${swatch('#aa3300')}>`. */
export const swatch = directive(SwatchDirective);

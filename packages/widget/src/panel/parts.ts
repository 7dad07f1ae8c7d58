/**
 * Every part of the panel, so that the page reaches them through the shadow root that holds the panel:
 * `panel` the card or full screen, `header` its coloured head, `avatar` a picture or initial, `close` the closing
 * button, `banner` the line of a lost connection, `notice` what stands where there are no messages, `link-question`,
 * `log` the scrolling list, `message` one with its buttons and time, `bubble` what was said, `button` and `quick-reply`
 * under a message, `composer` the form with `input` and `send`.
 */
export const PARTS =
  'panel, header, avatar, close, banner, notice, link-question, log, message, bubble, button, quick-reply, composer, input, send';

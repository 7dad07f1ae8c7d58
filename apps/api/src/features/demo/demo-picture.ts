/** The shop's picture, drawn for it: the sun goes down behind the sea. A PNG of 96 by 96 pixels in four colours. */
export const DEMO_PICTURE = Buffer.from(
  [
    'iVBORw0KGgoAAAANSUhEUgAAAGAAAABgAgMAAACf9p+rAAAADFBMVEWaNBL9unT/9+37kjzfDZhwAAAAoUlEQVR42u3RzQ3DIAyG',
    'YaQO0JE6RXNgBPZhBA58U2SkDBCpP7Kog0NUYSP10LzXRzEEu/tB7oQTfgQTEJuAVy0Ib8gNAKpPPuAJ0g4CQd4BUM9yfFcqCvAF',
    'koBQIAsAxCHfYGKIFXiGZITAkI0AyB/5FxjyiNRjk9vWD/1deNJsBEXXMmkxg6IbTVoHgKLD9fWDcu3zENCtfRkEmrWvJngCtrTZ',
    'ZjWoAWoAAAAASUVORK5CYII=',
  ].join(''),
  'base64',
);

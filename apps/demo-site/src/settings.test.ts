import { expect, it } from 'vitest';
import { readSettings, SettingsError } from './settings.js';

it('listens on 127.0.0.1:4000 unless told otherwise', () => {
  expect(readSettings({ CHATKU_DEMO_CONFIG: 'demo.json' })).toEqual({
    host: '127.0.0.1',
    port: 4000,
    chatkuConfigPath: 'demo.json',
  });
  expect(readSettings({ CHATKU_DEMO_CONFIG: 'demo.json', HOST: '::1', DEMO_PORT: '0' })).toMatchObject({
    host: '::1',
    port: 0,
  });
});

it('names every mistake at once', () => {
  const wrong = { HOST: 'http://here', DEMO_PORT: '65536' };
  expect(() => readSettings(wrong)).toThrow(SettingsError);
  expect(() => readSettings(wrong)).toThrow(/HOST.*DEMO_PORT.*CHATKU_DEMO_CONFIG/s);
});

it('takes no port that only begins like a number', () => {
  for (const port of ['', '-1', '4000x', '4e3', ' 4000', '0x10', '99999']) {
    expect(() => readSettings({ CHATKU_DEMO_CONFIG: 'demo.json', DEMO_PORT: port })).toThrow(/DEMO_PORT/);
  }
});

import { expect, test } from 'vitest';
import { type Evidence, findingsOf } from './findings.js';

const evidence = (given: Omit<Partial<Evidence>, 'installation'> & { at?: Partial<Evidence['installation']> } = {}) => {
  const { at, ...rest } = given;
  return findingsOf({
    allowed: true,
    publicUrl: 'https://chat.example.com',
    identity: { verdict: 'verified' },
    otherLoads: [],
    ...rest,
    installation: {
      botId: 'b',
      origin: 'https://shop.my',
      firstAtMs: 1_000,
      loadedAtMs: 1_000_000,
      build: '0123456789ab',
      talkedAtMs: 1_000_000,
      refusedAtMs: null,
      ...at,
    },
  });
};

test('all is well', () => {
  expect(evidence()).toEqual(['verified']);
});

test('the origin is not listed', () => {
  expect(evidence({ allowed: false, identity: null, at: { talkedAtMs: null, refusedAtMs: 5 } })).toEqual([
    'origin_not_allowed',
  ]);
  expect(evidence({ allowed: false, identity: null, at: { talkedAtMs: null } })).toEqual(['origin_not_allowed']);
});

test('the script is there, and no chat has reached us', () => {
  expect(evidence({ identity: null, at: { talkedAtMs: null } })).toEqual(['loaded_but_silent']);
});

test('the server’s public address works on its own machine only', () => {
  expect(evidence({ publicUrl: 'http://localhost:3000' })).toEqual(['public_url_is_local', 'verified']);
  expect(evidence({ publicUrl: 'http://localhost:3000', at: { origin: 'http://127.0.0.1:4000' } })).toEqual([
    'verified',
  ]);
});

test('an https page and an http server', () => {
  expect(evidence({ publicUrl: 'http://chat.example.com' })).toEqual(['mixed_content', 'verified']);
});

test('two bots on one page', () => {
  expect(evidence({ otherLoads: [1_004_000] })).toEqual(['several_bots', 'verified']);
  expect(evidence({ otherLoads: [1_400_000] })).toEqual(['verified']);
});

test('a refused proof, and none', () => {
  expect(evidence({ identity: { verdict: 'refused' } })).toEqual(['identity_refused']);
  expect(evidence({ identity: null })).toEqual(['no_proof']);
});

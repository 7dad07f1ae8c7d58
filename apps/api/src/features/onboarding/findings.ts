import type { IdentityLogEntry, InstallationFinding } from '@chatku/schemas';
import type { Installation } from '../installations/index.js';

/** Loads within this time of each other are taken for one page. */
const SAME_PAGE_MS = 10_000;

export interface Evidence {
  readonly installation: Installation;
  readonly allowed: boolean;
  readonly publicUrl: string;
  /** The newest row of the identity log from this website. */
  readonly identity: Pick<IdentityLogEntry, 'verdict'> | null;
  /** When other bots of the workspace were last loaded by it. */
  readonly otherLoads: readonly number[];
}

const LOCAL_HOST = /^(localhost|.+\.localhost|127\.\d+\.\d+\.\d+|\[::1\])$/;
const isLocal = (address: string): boolean => LOCAL_HOST.test(new URL(address).hostname);

/** What is wrong with a website's installation, the most pressing first; or that all is well. */
export function findingsOf({ installation, allowed, publicUrl, identity, otherLoads }: Evidence) {
  const { origin, loadedAtMs, talkedAtMs, refusedAtMs } = installation;
  const findings: InstallationFinding[] = [];
  const find = (is: boolean, finding: InstallationFinding): void => void (is && findings.push(finding));
  find(!allowed && (refusedAtMs !== null || talkedAtMs === null), 'origin_not_allowed');
  find(isLocal(publicUrl) && !isLocal(origin), 'public_url_is_local');
  find(origin.startsWith('https:') && publicUrl.startsWith('http:') && !isLocal(publicUrl), 'mixed_content');
  find(allowed && loadedAtMs !== null && talkedAtMs === null, 'loaded_but_silent');
  find(loadedAtMs !== null && otherLoads.some((atMs) => Math.abs(atMs - loadedAtMs) <= SAME_PAGE_MS), 'several_bots');
  find(identity?.verdict === 'refused', 'identity_refused');
  find(talkedAtMs !== null && identity === null, 'no_proof');
  find(identity?.verdict === 'verified', 'verified');
  return findings;
}

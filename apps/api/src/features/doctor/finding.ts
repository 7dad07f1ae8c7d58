/** What is looked at, in this order. */
export const CHECKS = [
  'settings',
  'data folder',
  'disk',
  'database',
  'sealed rows',
  'backup',
  'Redis',
  'public URL',
  'certificate',
  'server',
  'clock',
  'client address',
  'WebSocket',
  'mail',
] as const;
export type Check = (typeof CHECKS)[number];

/** What can be wrong. docs/self-hosting.md explains each; a test holds it against this list. */
export const DOCTOR_CODES = [
  'settings_wrong',
  'settings_unknown',
  'data_folder_missing',
  'data_folder_not_ours',
  'data_folder_open',
  'data_folder_unreadable',
  'secret_wrong',
  'server_not_running',
  'disk_full',
  'disk_low',
  'database_missing',
  'database_unreadable',
  'database_damaged',
  'migrations_pending',
  'database_newer',
  'database_unreachable',
  'wal_large',
  'sealed_unopened',
  'backup_none',
  'backup_old',
  'redis_away',
  'redis_silent',
  'public_url_local',
  'public_url_not_https',
  'name_unknown',
  'certificate_expired',
  'certificate_soon',
  'certificate_wrong_name',
  'certificate_not_trusted',
  'tls_failed',
  'unreachable',
  'redirected',
  'proxy_without_server',
  'another_server',
  'clock_off',
  'clock_unknown',
  'forwarded_missing',
  'proxy_not_trusted',
  'address_forgeable',
  'websocket_refused',
  'websocket_silent',
  'mail_not_set',
  'mail_unreadable',
  'mail_failed',
] as const;
export type DoctorCode = (typeof DOCTOR_CODES)[number];

/** `skipped`: it could not be looked at, because of something said before. */
export type Status = 'ok' | 'warn' | 'fail' | 'skipped';

/** What one check found. Holds no secret, and nothing personal. */
export interface Finding {
  readonly check: Check;
  readonly status: Status;
  /** Null where nothing is wrong. */
  readonly code: DoctorCode | null;
  /** One plain sentence. */
  readonly says: string;
  /** What to do about it. */
  readonly fix: string | null;
}

export const ok = (check: Check, says: string): Finding => ({ check, status: 'ok', code: null, says, fix: null });
export const warn = (check: Check, code: DoctorCode, says: string, fix: string): Finding => ({
  check,
  status: 'warn',
  code,
  says,
  fix,
});
export const fail = (check: Check, code: DoctorCode, says: string, fix: string): Finding => ({
  check,
  status: 'fail',
  code,
  says,
  fix,
});
export const skipped = (check: Check, says: string): Finding => ({
  check,
  status: 'skipped',
  code: null,
  says,
  fix: null,
});

/** Lines for a person. */
export function linesOf(findings: readonly Finding[]): string[] {
  const width = Math.max(...CHECKS.map((check) => check.length));
  const indent = ' '.repeat('skipped'.length + width + 4);
  const lines = findings.flatMap(({ check, status, code, says, fix }) => [
    `${(status === 'fail' ? 'FAIL' : status).padEnd('skipped'.length)}  ${check.padEnd(width)}  ${printable(says)}${code === null ? '' : ` [${code}]`}`,
    ...(fix === null ? [] : [`${indent}${printable(fix)}`]),
  ]);
  const count = (status: Status) => findings.filter((finding) => finding.status === status).length;
  const [failed, warned] = [count('fail'), count('warn')];
  const sum =
    failed + warned === 0 ? 'Nothing is wrong.' : `${failed} to mend, ${warned} to look at: docs/self-hosting.md.`;
  return [...lines, '', sum];
}

/** What others said (a proxy, a mail server) cannot paint over the terminal. */
const printable = (text: string): string => text.replace(/\p{Cc}/gu, '?');

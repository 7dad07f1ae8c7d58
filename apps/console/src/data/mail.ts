import type {
  MailSettings,
  MailState,
  MailTestResult,
  Me,
  PutMailSettingsBody,
  UpdateWorkspaceBody,
} from '@chatku/schemas';
import { request } from './request.js';

export type { MailSettings, MailTestResult, PutMailSettingsBody };

export const fetchMailState = (signal?: AbortSignal) => request<MailState>('mail_state', { signal });
export const fetchMail = (signal?: AbortSignal) => request<MailSettings>('get_mail', { signal });
/** Asks for the password lately, as removing does: run them through the guard. */
export const putMail = (body: PutMailSettingsBody) => request<MailSettings>('put_mail', { body });
export const deleteMail = () => request('delete_mail');
export const testMail = () => request<MailTestResult>('test_mail');

export const updateWorkspace = (body: UpdateWorkspaceBody) => request<Me>('update_workspace', { body });

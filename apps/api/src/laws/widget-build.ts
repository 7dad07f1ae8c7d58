import { vi } from 'vitest';
import { StaticFile } from '../platform/static/static-folder.js';
import { WidgetFiles } from '../platform/static/widget-files.js';

const JS = 'text/javascript; charset=utf-8';
const PANEL = 'export const panel = 1;';

/** What a build of the widget leaves, in small: so that laws about its delivery need no build. */
const FILES: ReadonlyMap<string, StaticFile> = new Map([
  [
    'delivery/delivery.json',
    StaticFile.ofText(
      JSON.stringify({
        loader: 'loader.js',
        stub: 'stub.js',
        hash: 'abcdefghij',
        panel: 'panel.js',
        files: ['en--PIRrfmM.js', 'panel.js', 'zh-hans-B4iz8dYi.js'],
      }),
      'application/json; charset=utf-8',
    ),
  ],
  ['delivery/loader.js', StaticFile.ofText('(function(s){window.__seen=s})("__CHATKU_SETTINGS__");', JS)],
  ['delivery/stub.js', StaticFile.ofText('/* nothing here */', JS)],
  ['delivery/panel.js', StaticFile.ofText(PANEL, JS)],
  ['delivery/en--PIRrfmM.js', StaticFile.ofText('export default { say: "hello" };', JS)],
  ['delivery/zh-hans-B4iz8dYi.js', StaticFile.ofText('export default { say: "你好" };', JS)],
]);

/** Starts something that reads the built widget, with a small one in the place of the real one. */
export async function withWidgetBuild<T>(start: () => Promise<T>): Promise<T> {
  const find = vi.spyOn(WidgetFiles.prototype, 'find').mockImplementation((name) => FILES.get(name) ?? null);
  try {
    return await start();
  } finally {
    find.mockRestore();
  }
}

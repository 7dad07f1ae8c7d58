import { join } from 'node:path';
import { Injectable } from '@nestjs/common';
import { packageFolder } from './package-folder.js';
import { StaticFolder } from './static-folder.js';

/** The built files of the widget, for the feature that serves them. Empty when the widget has not been built. */
@Injectable()
export class WidgetFiles extends StaticFolder {
  constructor() {
    super(join(packageFolder('@chatku/widget'), 'dist'));
  }
}

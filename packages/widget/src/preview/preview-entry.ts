import { startPreview } from './preview.js';

startPreview();

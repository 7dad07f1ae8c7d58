import type { Feature } from '../../platform/feature.js';
import { WidgetDeliveryModule } from './widget-delivery.module.js';

export { WidgetDeliveryModule } from './widget-delivery.module.js';
export { WidgetDeliveryService } from './widget-delivery.service.js';

export const widgetDeliveryFeature: Feature = { name: 'widget-delivery', module: WidgetDeliveryModule };

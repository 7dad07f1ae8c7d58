/**
 * `import '@chatku/widget'` registers `<chatku-widget bot-id api>`, which provides `window.$chatbot` as the script tag
 * of a bot does. The types of the SDK and of its window events come along.
 */
export type { SetUserResult } from '@chatku/schemas';
export type { ChatbotSdk } from './engine/chat.js';
export { ChatkuWidget } from './page/chatku-widget.js';
export type { ChatbotEventDetails } from './page/events.js';

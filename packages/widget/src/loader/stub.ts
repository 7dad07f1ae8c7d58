import { provideChatbot } from './chatbot.js';
import { nobody } from './nobody.js';

/**
 * What the API serves for an unknown or disabled bot, the same for both: the page's own code finds `window.$chatbot`
 * and `chatbot:ready` as ever, no launcher shows, nothing is fetched or kept, and nobody is identified.
 */
if (!window.$chatbot) provideChatbot(async () => nobody('bot_disabled'));

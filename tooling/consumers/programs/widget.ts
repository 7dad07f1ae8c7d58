// What a page of somebody else does with @chatku/widget: imports it for its element, and puts one on the page.
import '@chatku/widget';

const widget = document.createElement('chatku-widget');
widget.setAttribute('bot-id', '01980000-0000-7000-8000-000000000000');
widget.setAttribute('api', 'https://chat.example.com');
document.body.append(widget);

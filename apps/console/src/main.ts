import './app/console-app.js';

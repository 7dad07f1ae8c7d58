import '@chatku/widget';

npm install @chatku/widget

import { DOCUMENT } from '@angular/common';
import { afterNextRender, Component, inject } from '@angular/core';

const SRC = 'LOADER_URL';

@Component({ selector: 'chatku-chat', standalone: true, template: '' })
export class ChatkuChat {
  constructor() {
    const document = inject(DOCUMENT);
    afterNextRender(() => {
      if (document.querySelector(`script[src="${SRC}"]`)) return;
      const script = document.createElement('script');
      script.src = SRC;
      script.async = true;
      document.head.append(script);
    });
  }
}

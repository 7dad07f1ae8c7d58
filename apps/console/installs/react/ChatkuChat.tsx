import { useEffect } from 'react';

const SRC = 'LOADER_URL';

export function ChatkuChat() {
  useEffect(() => {
    if (document.querySelector(`script[src="${SRC}"]`)) return;
    const script = document.createElement('script');
    script.src = SRC;
    script.async = true;
    document.head.append(script);
  }, []);
  return null;
}

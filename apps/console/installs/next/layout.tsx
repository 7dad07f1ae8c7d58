import Script from 'next/script';
import type { ReactNode } from 'react';

export default function RootLayout({ children }: { children: ReactNode }) {
  return (
    <html lang="en">
      <body>
        {children}
        <Script src="LOADER_URL" strategy="afterInteractive" />
      </body>
    </html>
  );
}

/** The tab's title: unread count, page, product. */
let page = '';
let unread = 0;

const write = (): void => {
  const title = page === '' ? 'Chatku' : `${page} · Chatku`;
  document.title = unread === 0 ? title : `(${unread > 99 ? '99+' : unread}) ${title}`;
};

export const setPageTitle = (title: string): void => {
  if (title === page) return;
  page = title;
  write();
  dispatchEvent(new CustomEvent('console-titled', { detail: title }));
};

export const setUnreadInTitle = (count: number): void => {
  if (count === unread) return;
  unread = count;
  write();
};

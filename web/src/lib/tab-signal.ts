export type TabSignal = 'none' | 'running' | 'finished';

const marks = { none: '', running: '● ', finished: '✓ ' };
const icons = { none: '/favicon.svg', running: '/favicon-running.svg', finished: '/favicon-finished.svg' };

/** Shows in a tab's title and icon what its jobs do; pages go on setting their titles themselves. */
export function createTabSignal(): { show: (signal: TabSignal) => void; stop: () => void } {
  let mark = '';
  const write = () => {
    const bare = document.title.replace(/^[●✓] /, '');
    if (document.title !== mark + bare) document.title = mark + bare;
  };
  const observer = new MutationObserver(write);
  observer.observe(document.head, { subtree: true, childList: true, characterData: true });
  const show = (signal: TabSignal) => {
    mark = marks[signal];
    write();
    const icon = document.querySelector<HTMLLinkElement>('link[rel=icon]');
    if (icon !== null && icon.getAttribute('href') !== icons[signal])
      icon.setAttribute('href', icons[signal]);
  };
  return {
    show,
    stop() {
      observer.disconnect();
      show('none');
    },
  };
}

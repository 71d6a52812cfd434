/** Whether the person was asked in this browser and wants to be told; the browser keeps the permission itself. */
const key = 'snaprun.browser-notices';

export type BrowserNotices = 'on' | 'off' | 'not-asked' | 'blocked' | 'unsupported';

export function browserNotices(): BrowserNotices {
  if (!('Notification' in globalThis)) return 'unsupported';
  if (Notification.permission === 'denied') return 'blocked';
  const kept = localStorage.getItem(key);
  if (kept === 'off') return 'off';
  if (Notification.permission === 'granted' && kept === 'on') return 'on';
  return kept === null ? 'not-asked' : 'off';
}

/** Asks the browser; to be called when a person has just said that they want it, never before. */
export async function turnOnBrowserNotices(): Promise<BrowserNotices> {
  if (!('Notification' in globalThis)) return 'unsupported';
  const permission = await Notification.requestPermission();
  localStorage.setItem(key, permission === 'granted' ? 'on' : 'off');
  return browserNotices();
}

export function turnOffBrowserNotices(): BrowserNotices {
  localStorage.setItem(key, 'off');
  return browserNotices();
}

/** Tells it outside the page, unless the page is looked at; a job is told once, however many tabs know of it. */
export function showBrowserNotice(title: string, body: string, jobId: string | null, open: () => void): void {
  if (document.visibilityState === 'visible' || browserNotices() !== 'on') return;
  try {
    const notice = new Notification(title, {
      body,
      icon: '/favicon.svg',
      ...(jobId === null ? {} : { tag: jobId }),
    });
    notice.onclick = () => {
      window.focus();
      open();
      notice.close();
    };
  } catch {
    // Phones allow it to service workers only; the bell has it all the same.
  }
}

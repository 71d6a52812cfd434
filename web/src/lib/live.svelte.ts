import { createContext } from 'svelte';
import {
  browserNotices,
  showBrowserNotice,
  turnOffBrowserNotices,
  turnOnBrowserNotices,
} from './browser-notices.ts';
import { text } from './i18n/text.ts';
import { NoticeBoard } from './notice-board.svelte.ts';
import { RunningJobs } from './running-jobs.svelte.ts';
import type { Notification } from './shapes/notification.ts';
import { createTabSignal } from './tab-signal.ts';
import { Toasts } from './toasts.svelte.ts';
import { UserStream } from './user-stream.ts';

/** A job that takes longer than this is worth being told about. */
const worthAskingMs = 4000;

/** What goes on around the page at hand: the person's stream and all that hangs on it. */
export class Live {
  readonly stream = new UserStream();
  readonly notices = new NoticeBoard();
  readonly running = new RunningJobs();
  readonly toasts = new Toasts();
  /** Set by what ended while nobody looked at this tab. */
  #finishedUnseen = $state(false);
  #asked = false;

  /** Runs until the signal aborts. `isShown` says whether a job's page is the one at hand. */
  start(
    person: string,
    edges: { isShown: (jobId: string) => boolean; open: (jobId: string) => void },
    signal: AbortSignal,
  ): void {
    const stopListening = this.stream.listen((message) => {
      if (message.kind === 'open') {
        void this.notices.load(signal);
        void this.running.load(signal);
      } else if (message.kind === 'job') {
        this.running.take(message);
        if (message.type === 'job.started') this.#askSoon(message.jobId, signal);
      } else this.#tell(message.notification, edges);
    });
    const onShown = () => {
      if (document.visibilityState === 'visible') this.#finishedUnseen = false;
    };
    document.addEventListener('visibilitychange', onShown);
    const tab = createTabSignal();
    const stopShowing = $effect.root(() => {
      $effect(() => {
        tab.show(this.#finishedUnseen ? 'finished' : this.running.ids.size > 0 ? 'running' : 'none');
      });
    });
    signal.addEventListener('abort', () => {
      stopListening();
      stopShowing();
      tab.stop();
      document.removeEventListener('visibilitychange', onShown);
    });
    // The tab that reads says `open` to those that are there; one that comes later looks for itself.
    void this.notices.load(signal);
    void this.running.load(signal);
    void this.stream.run(person, signal);
  }

  #tell(
    notification: Notification,
    edges: { isShown: (jobId: string) => boolean; open: (jobId: string) => void },
  ): void {
    this.notices.take(notification);
    const { id, jobId, message } = notification;
    if (document.visibilityState !== 'visible') this.#finishedUnseen = true;
    showBrowserNotice('Snaprun', message, jobId, () => {
      if (jobId !== null) edges.open(jobId);
    });
    // Who looks at the job sees it end there, and has read of it.
    if (jobId !== null && edges.isShown(jobId)) {
      if (document.visibilityState === 'visible') void this.notices.markRead([id]);
      return;
    }
    this.toasts.add({
      title: message,
      ...(jobId === null ? {} : { link: { href: `/jobs/${jobId}`, label: text.notifications.see } }),
    });
  }

  /** Once in a browser, and only while somebody waits: the moment in which the question makes sense. */
  #askSoon(jobId: string, signal: AbortSignal): void {
    if (this.#asked || browserNotices() !== 'not-asked') return;
    this.#asked = true;
    const timer = setTimeout(() => {
      if (!this.running.ids.has(jobId)) {
        this.#asked = false;
        return;
      }
      const { askTitle, ask, askYes, askNo } = text.notifications;
      this.toasts.add({
        title: askTitle,
        body: ask,
        actions: [
          { label: askYes, do: () => void turnOnBrowserNotices() },
          { label: askNo, do: turnOffBrowserNotices },
        ],
      });
    }, worthAskingMs);
    signal.addEventListener('abort', () => clearTimeout(timer));
  }
}

export const [getLive, setLive] = createContext<Live>();

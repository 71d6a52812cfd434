import { listNotifications, markNotificationsRead } from './account-api.ts';
import { sentenceOf } from './request.ts';
import type { Notification } from './shapes/notification.ts';

const shown = 8;

/** The latest of what a person was told and how much of it is unread, kept up to date by their stream. */
export class NoticeBoard {
  list = $state.raw<readonly Notification[] | null>(null);
  unread = $state(0);
  problem = $state<string | null>(null);

  async load(signal?: AbortSignal): Promise<void> {
    try {
      const page = await listNotifications({ limit: shown }, signal);
      this.list = page.notifications;
      this.unread = page.unread;
      this.problem = null;
    } catch (error) {
      if (!signal?.aborted) this.problem = sentenceOf(error);
    }
  }

  /** Puts a new one on top; one that is known already changes nothing. */
  take(notification: Notification): void {
    const list = this.list ?? [];
    if (list.some(({ id }) => id === notification.id)) return;
    this.list = [notification, ...list].slice(0, shown);
    if (notification.readAt === null) this.unread++;
  }

  /** Without ids all are marked; what the page shows changes at once. */
  async markRead(ids?: string[]): Promise<void> {
    const now = new Date().toISOString();
    this.list = (this.list ?? []).map((one) =>
      one.readAt === null && (ids === undefined || ids.includes(one.id)) ? { ...one, readAt: now } : one,
    );
    this.unread = ids === undefined ? 0 : Math.max(0, this.unread - ids.length);
    try {
      this.unread = (await markNotificationsRead(ids)).unread;
    } catch (error) {
      this.problem = sentenceOf(error);
      await this.load();
    }
  }
}

import { plural } from '../numbers.ts';

export const notifications = {
  title: 'Notifications',
  bell: (unread: number) =>
    unread === 0 ? 'Notifications' : `Notifications, ${plural(unread, 'unread', 'unread')}`,
  markAll: 'Mark all as read',
  all: 'All notifications',
  none: 'Nothing yet. When a job ends, it is told here.',
  unread: 'unread',
  older: 'Show older ones',
  problem: 'The notifications could not be loaded.',
  ended: 'A job has ended',
  see: 'See the result',
  dismiss: 'Dismiss',
  region: 'Messages',
  askTitle: 'This may take a moment',
  ask: 'Shall your browser tell you when the job is done, while you look at something else?',
  askYes: 'Tell me',
  askNo: 'No, thanks',
  blocked: 'Your browser blocks notifications for this site. Allow them in its site settings first.',
};

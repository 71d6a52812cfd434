import type * as english from '../en/notifications.ts';
import { plural } from '../numbers.ts';

export const notifications: typeof english.notifications = {
  title: 'Mitteilungen',
  bell: (unread) =>
    unread === 0 ? 'Mitteilungen' : `Mitteilungen, ${plural(unread, 'ungelesene', 'ungelesene')}`,
  markAll: 'Alle als gelesen markieren',
  all: 'Alle Mitteilungen',
  none: 'Noch nichts. Wenn ein Job endet, steht es hier.',
  unread: 'ungelesen',
  older: 'Ältere zeigen',
  problem: 'Die Mitteilungen konnten nicht geladen werden.',
  ended: 'Ein Job ist zu Ende',
  see: 'Zum Ergebnis',
  dismiss: 'Ausblenden',
  region: 'Meldungen',
  askTitle: 'Das dauert vielleicht einen Moment',
  ask: 'Soll Ihr Browser Bescheid geben, wenn der Job fertig ist, während Sie etwas anderes ansehen?',
  askYes: 'Bescheid geben',
  askNo: 'Nein, danke',
  blocked:
    'Ihr Browser blockiert Mitteilungen dieser Seite. Erlauben Sie sie zuerst in seinen Website-Einstellungen.',
};

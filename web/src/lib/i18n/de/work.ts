import type * as english from '../en/work.ts';

export const verdicts: typeof english.verdicts = {
  ended: {
    reproduced: {
      short: 'Stimmt überein',
      title: 'Das Ergebnis entspricht Ihrem Bild',
      meaning:
        'Das Programm lief, und seine Grafik wurde mit dem verglichen, was aus Ihrem Bild gelesen wurde: Beides stimmt überein.',
    },
    differs: {
      short: 'Weicht ab',
      title: 'Das Ergebnis weicht von Ihrem Bild ab',
      meaning:
        'Das Programm lief, aber manches, was es gezeichnet hat, wurde so nicht aus Ihrem Bild gelesen. Wo, steht unten.',
    },
    partial: {
      short: 'Teilweise',
      title: 'Ein Teil Ihres Bildes ist wiedergegeben',
      meaning:
        'Das Programm lief, aber nicht alles konnte gelesen oder verglichen werden. Was nicht geprüft wurde, steht unten.',
    },
    answered: {
      short: 'Beantwortet',
      title: 'Hier ist Ihre Antwort',
      meaning: 'Das Programm lief. Im Bild gab es nichts nachzuzeichnen, also wurde nichts verglichen.',
    },
    unreadable_image: {
      short: 'Unlesbar',
      title: 'Das Bild war nicht zu lesen',
      meaning:
        'Versuchen Sie ein schärferes oder größeres Bild, oder schneiden Sie das eine Diagramm aus, um das es geht.',
    },
    code_failed: {
      short: 'Code gescheitert',
      title: 'Es kam kein lauffähiges Programm heraus',
      meaning: 'Kein Versuch lief gut. Die Versuche und was schiefging, stehen unten.',
    },
    sandbox_failed: {
      short: 'Nicht gelaufen',
      title: 'Das Programm konnte nicht laufen',
      meaning:
        'Die abgeschottete Umgebung hatte Schwierigkeiten, für die Sie nichts können. Starten Sie den Job später noch einmal.',
    },
    model_unavailable: {
      short: 'Modell fehlt',
      title: 'Ein Modell hat nicht geantwortet',
      meaning: 'Der Job hat so lange gewartet, wie er darf. Starten Sie ihn später noch einmal.',
    },
    budget_spent: {
      short: 'Budget verbraucht',
      title: 'Es brauchte mehr Versuche, als ein Job haben darf',
      meaning: 'Was bis dahin entstand, steht unten.',
    },
    deadline_exceeded: {
      short: 'Zeit abgelaufen',
      title: 'Es dauerte länger, als ein Job dauern darf',
      meaning: 'Was bis dahin entstand, steht unten.',
    },
    worker_crashed: {
      short: 'Abgebrochen',
      title: 'Der Job ist abgebrochen',
      meaning:
        'Er hielt mehr als einmal an, und das lag an uns, nicht an Ihrem Bild. Starten Sie ihn neu; bricht er wieder ab, sagen Sie es uns.',
    },
    cancelled: {
      short: 'Gestoppt',
      title: 'Sie haben diesen Job gestoppt',
      meaning: 'Was bis dahin entstand, steht unten.',
    },
  },
  underWay: {
    queued: { short: 'Wartet', title: 'Wartet, bis er an der Reihe ist', meaning: '' },
    running: { short: 'Läuft', title: 'Ihr Bild ist in Arbeit', meaning: '' },
    succeeded: { short: 'Fertig', title: 'Fertig', meaning: '' },
    failed: { short: 'Gescheitert', title: 'Das hat nicht geklappt', meaning: '' },
    cancelled: { short: 'Gestoppt', title: 'Sie haben diesen Job gestoppt', meaning: '' },
  },
  changed: {
    short: 'Geändert',
    title: 'Hier ist das geänderte Ergebnis',
    meaning:
      'Das Programm lief. Eine Änderung war gewünscht, es muss Ihrem Bild also nicht gleichen; wie es sich dazu verhält, steht unten.',
  },
};

export const statusFilters: typeof english.statusFilters = {
  all: 'Alle',
  queued: 'Wartend',
  running: 'Laufend',
  succeeded: 'Gelungen',
  failed: 'Gescheitert',
  cancelled: 'Gestoppt',
};

export const steps: typeof english.steps = {
  prepare: { doing: 'Bereitet das Bild vor', done: 'Bild vorbereitet' },
  reason: { doing: 'Entscheidet, was zu tun ist', done: 'Entschieden, was zu tun ist' },
  look: { doing: 'Sieht sich das Bild an', done: 'Bild angesehen' },
  write_code: { doing: 'Schreibt Python', done: 'Python geschrieben' },
  critique: { doing: 'Prüft den Code', done: 'Code geprüft' },
  run: { doing: 'Führt ihn in der Sandbox aus', done: 'In der Sandbox ausgeführt' },
  judge: { doing: 'Vergleicht mit dem Bild', done: 'Mit dem Bild verglichen' },
  finish: { doing: 'Schließt ab', done: 'Abgeschlossen' },
};

export const origins: typeof english.origins = {
  generated: 'erste Fassung',
  repaired: 'repariert',
  resampled: 'neu geschrieben',
  edited: 'von Ihnen bearbeitet',
};

export const executions: typeof english.executions = {
  ok: 'Lief bis zum Ende',
  error: 'Hielt mit einem Fehler an',
  timeout: 'Gestoppt: lief zu lange',
  out_of_memory: 'Gestoppt: brauchte zu viel Speicher',
  output_limit: 'Gestoppt: schrieb zu viel',
  killed: 'Von außen gestoppt',
};

export const roles: typeof english.roles = {
  vision: 'das Modell, das hinsieht',
  reasoning: 'das Modell, das entscheidet',
  code: 'das Modell, das Code schreibt',
};

export const relations: typeof english.relations = {
  retry: 'Noch ein Versuch von',
  follow_up: 'Eine Änderung von',
  run: 'Ihr bearbeiteter Code für',
};

export const examples: typeof english.examples = {
  changes: ['mach ein Liniendiagramm daraus', 'nur die ersten 3', 'was wuchs am schnellsten?'],
};

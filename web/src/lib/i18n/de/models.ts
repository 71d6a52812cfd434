import type * as english from '../en/models.ts';

export const models: typeof english.models = {
  title: 'Modelle',
  intro: 'Drei Rollen tun die Arbeit, jede ist ein eigenes Modell. Hier sehen Sie, ob sie antworten und wie.',
  demo: 'Das sind die Demo-Modelle: klassische Programme und Regeln, kein neuronales Netz. Sie zeigen das Produkt, nicht seine Güte.',
  roles: { vision: 'Sehen', reasoning: 'Entscheiden', code: 'Code' },
  does: {
    vision: 'Sieht sich das Bild an und schreibt auf, was es zeigt.',
    reasoning: 'Entscheidet, was als Nächstes zu tun ist.',
    code: 'Schreibt das Python, allein nach dem Gelesenen.',
  },
  status: { ok: 'Antwortet', warming: 'Wärmt auf', down: 'Antwortet nicht' },
  replica: (n) => `Replikat ${n}`,
  checked: (age) => `Geprüft ${age}`,
  test: 'Eine Rolle ausprobieren',
  testIntro: 'Ihre Worte gehen geradewegs an das Modell, und seine Antwort kommt, wie sie ist.',
  role: 'Rolle',
  prompt: 'Frage',
  picture: 'Bild',
  noPicture: 'Keines',
  samples: { 'bar-chart.png': 'Balkendiagramm', 'line-chart.png': 'Liniendiagramm', 'table.png': 'Tabelle' },
  own: 'Eigenes Bild…',
  ask: 'Fragen',
  asking: 'Wartet auf die Antwort…',
  answer: 'Antwort',
  problemTitle: 'Keine Antwort',
  cutOff: 'Die Antwort wurde an ihrer Grenze abgeschnitten.',
  latency: 'Dauer',
  tokensIn: 'Token hinein',
  tokensOut: 'Token heraus',
  finish: 'Ende, weil',
  unknown: 'nicht gesagt',
  prompts: {
    vision: 'Was für ein Diagramm ist das? Gib Titel, Achsen und die Werte jeder Reihe als JSON an.',
    reasoning:
      'Entscheide den nächsten Zug: look, write_code, finish oder give_up.\n\n```json\n{"picture": null, "attempts": []}\n```',
    code: `Schreibe ein vollständiges Python-Programm, das dies mit matplotlib zeichnet und als /job/out/figure.png speichert.

SPEC
\`\`\`json
{"version": 1, "panels": [{"kind": "bar", "title": "Pakete", "x": null, "y": null, "series": [{"name": null, "color": null, "points": [{"x": "Nord", "y": 42}, {"x": "Süd", "y": 31}, {"x": "Ost", "y": 58}], "confidence": 1}], "table": null, "formula": null, "text": [], "photo": null, "confidence": 1}], "notes": [], "confidence": 1}
\`\`\``,
  },
};

export const share: typeof english.share = {
  until: (day) => `Geteilt bis ${day}`,
  asked: (wish) => `Gewünscht: „${wish}“`,
  picture: 'Das Bild',
  demo: 'Beantwortet von Demo-Modellen: Kein Sprachmodell wurde gefragt.',
  goneTitle: 'Hier ist nichts zu sehen',
  gone: 'Dieser Link zeigt nichts mehr, oder hat es nie getan. Wer ihn geteilt hat, kann einen neuen anlegen.',
  unavailableTitle: 'Gerade nicht verfügbar',
  tryIt: 'Snaprun selbst ausprobieren',
  untitled: 'Ein geteiltes Ergebnis',
  about: 'Ein Bild, gemacht zu Python, das schon gelaufen ist, und wie weit man ihm trauen kann.',
};

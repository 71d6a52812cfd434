import type * as english from '../en/bundle.ts';

export const bundle: typeof english.bundle = {
  download: 'Alles herunterladen',
  packing: 'Wird gepackt …',
  what: 'Ein Zip mit dem Bild, dem Code jedes Versuchs, Dateien, Ausgaben, einem Notebook und einem Skript, das alles noch einmal ausführt.',
  started: (size) => `Der Download hat begonnen (${size}).`,
  late: 'Das Packen dauert ungewöhnlich lange. Versuchen Sie es in ein paar Minuten noch einmal.',
};

import type * as english from '../en/shell.ts';

export const shell: typeof english.shell = {
  skip: 'Zum Inhalt springen',
  main: 'Hauptmenü',
  start: 'Snaprun, zum Anfang',
  newJob: 'Neu',
  jobs: 'Jobs',
  models: 'Modelle',
  account: (name) => `Konto von ${name}`,
  settings: 'Einstellungen',
  apiDocs: 'API-Referenz',
  signOut: 'Abmelden',
  theme: 'Darstellung',
  themes: { system: 'System', light: 'Hell', dark: 'Dunkel' },
  language: 'Sprache',
  close: 'Schließen',
  cancel: 'Abbrechen',
  copy: 'Kopieren',
  copied: 'Kopiert',
  copyFailed: 'Kopieren ist hier nicht erlaubt. Markieren Sie den Text und kopieren Sie ihn von Hand.',
  save: 'Speichern',
  saved: 'Gespeichert',
  saving: 'Wird gespeichert…',
  tryAgain: 'Noch einmal versuchen',
  loading: 'Wird geladen…',
  delete: 'Löschen',
  demoModels: 'Demo-Modelle',
};

export const time: typeof english.time = { justNow: 'gerade eben' };

export const signIn: typeof english.signIn = {
  title: 'Anmelden',
  signUpTitle: 'Registrieren',
  tagline: 'Ein Bild hinein, Python heraus, das schon gelaufen ist.',
  email: 'E-Mail',
  placeholder: 'sie@beispiel.de',
  help: 'Diese Kopie läuft auf Ihrem eigenen Rechner: Die Adresse unterscheidet nur Ihre Jobs von denen anderer, und es wird keine Mail verschickt.',
  submit: 'Anmelden',
  busy: 'Anmeldung läuft…',
};

export const failures: typeof english.failures = {
  unexpectedAnswer:
    'Der Server hat etwas geantwortet, das diese Seite nicht versteht. Laden Sie die Seite neu; vielleicht wurde sie erneuert.',
  late: 'Der Server hat eine Minute lang nicht geantwortet. Versuchen Sie es noch einmal.',
  unreachable: 'Der Server ist nicht erreichbar. Prüfen Sie die Verbindung und versuchen Sie es noch einmal.',
  status: (status) =>
    `Der Server kann das gerade nicht (Status ${status}). Versuchen Sie es gleich noch einmal.`,
  ours: 'Auf dieser Seite ist etwas schiefgegangen. Laden Sie sie neu und versuchen Sie es noch einmal.',
};

export const errorPage: typeof english.errorPage = {
  missingTitle: 'Nicht gefunden',
  missing: 'Diese Seite gibt es nicht',
  missingHelp: 'Vielleicht ist die Adresse vertippt, oder was hier war, wurde gelöscht.',
  broken: 'Etwas ist schiefgegangen',
  brokenHelp: 'Laden Sie die Seite neu; nichts von dem, was Sie geschickt haben, ist verloren.',
  reload: 'Neu laden',
  back: 'Zurück zum Anfang',
};

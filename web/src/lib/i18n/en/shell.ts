export const shell = {
  skip: 'Skip to the content',
  main: 'Main',
  start: 'Snaprun, to the start',
  newJob: 'New',
  jobs: 'Jobs',
  models: 'Models',
  account: (name: string) => `Account of ${name}`,
  settings: 'Settings',
  apiDocs: 'API reference',
  signOut: 'Sign out',
  theme: 'Theme',
  themes: { system: 'System', light: 'Light', dark: 'Dark' },
  language: 'Language',
  close: 'Close',
  cancel: 'Cancel',
  copy: 'Copy',
  copied: 'Copied',
  copyFailed: 'Copying is not allowed here. Select the text and copy it by hand.',
  save: 'Save',
  saved: 'Saved',
  saving: 'Saving…',
  tryAgain: 'Try again',
  loading: 'Loading…',
  delete: 'Delete',
  demoModels: 'Demo models',
};

export const time = { justNow: 'just now' };

export const signIn = {
  title: 'Sign in',
  signUpTitle: 'Sign up',
  tagline: 'A picture in, Python that has already run out.',
  email: 'Email',
  placeholder: 'you@example.com',
  help: 'This copy runs on your own machine: the address only tells your jobs from those of others, and no mail is sent.',
  submit: 'Sign in',
  busy: 'Signing in…',
};

export const failures = {
  unexpectedAnswer:
    'The server answered in a way this page does not understand. Reload the page; it may have been updated.',
  late: 'The server has not answered for a minute. Try again.',
  unreachable: 'The server cannot be reached. Check the connection and try again.',
  status: (status: number) => `The server could not do this now (status ${status}). Try again in a moment.`,
  ours: 'Something went wrong on this page. Reload it and try again.',
};

export const errorPage = {
  missingTitle: 'Not found',
  missing: 'There is no such page',
  missingHelp: 'The address may be mistyped, or what was here has been deleted.',
  broken: 'Something went wrong',
  brokenHelp: 'Reload the page; nothing that you had sent is lost.',
  reload: 'Reload',
  back: 'Back to the start',
};

import * as bundle from './bundle.ts';
import * as job from './job.ts';
import * as jobs from './jobs.ts';
import * as models from './models.ts';
import * as notifications from './notifications.ts';
import * as settings from './settings.ts';
import * as shell from './shell.ts';
import * as upload from './upload.ts';
import * as webhooks from './webhooks.ts';
import * as work from './work.ts';

export const english = {
  ...bundle,
  ...job,
  ...jobs,
  ...models,
  ...notifications,
  ...settings,
  ...shell,
  ...upload,
  ...webhooks,
  ...work,
};

/** Every language has the same entries; a function takes what the sentence is about. */
export type Text = typeof english;

/** The words for a job, its steps and what came of it. */
export const verdicts = {
  ended: {
    reproduced: {
      short: 'Reproduced',
      title: 'The result matches your picture',
      meaning:
        'The program ran, and its figure was compared with what was read from your picture: they agree.',
    },
    differs: {
      short: 'Differs',
      title: 'The result differs from your picture',
      meaning:
        'The program ran, but some of what it drew is not what was read from your picture. See where below.',
    },
    partial: {
      short: 'Partly reproduced',
      title: 'Part of your picture was reproduced',
      meaning:
        'The program ran, but not everything could be read or compared. What was not checked is named below.',
    },
    answered: {
      short: 'Answered',
      title: 'Here is your answer',
      meaning: 'The program ran. There was nothing in the picture to draw again, so nothing was compared.',
    },
    unreadable_image: {
      short: 'Unreadable',
      title: 'The picture could not be read',
      meaning: 'Try a sharper or larger picture, or crop it to the one chart that you want.',
    },
    code_failed: {
      short: 'Code failed',
      title: 'No working program came out',
      meaning: 'No attempt ran well. The attempts and what went wrong are kept below.',
    },
    sandbox_failed: {
      short: 'Could not run',
      title: 'The program could not be run',
      meaning: 'The isolated environment had trouble that is not your fault. Start the job again later.',
    },
    model_unavailable: {
      short: 'Model away',
      title: 'A model did not answer',
      meaning: 'The job waited as long as it may. Start it again later.',
    },
    budget_spent: {
      short: 'Budget spent',
      title: 'It took more tries than a job may have',
      meaning: 'What was made until then is kept below.',
    },
    deadline_exceeded: {
      short: 'Out of time',
      title: 'It took longer than a job may take',
      meaning: 'What was made until then is kept below.',
    },
    worker_crashed: {
      short: 'Crashed',
      title: 'The job broke off',
      meaning:
        'It stopped more than once for a reason of ours, not of your picture. Start it again; if it breaks again, tell us.',
    },
    cancelled: {
      short: 'Cancelled',
      title: 'You stopped this job',
      meaning: 'What was made until then is kept below.',
    },
  },
  underWay: {
    queued: { short: 'Waiting', title: 'Waiting for its turn', meaning: '' },
    running: { short: 'Running', title: 'Working on your picture', meaning: '' },
    succeeded: { short: 'Done', title: 'Done', meaning: '' },
    failed: { short: 'Failed', title: 'This did not work', meaning: '' },
    cancelled: { short: 'Cancelled', title: 'You stopped this job', meaning: '' },
  },
  changed: {
    short: 'Changed',
    title: 'Here is the changed result',
    meaning:
      'The program ran. A change was asked for, so it need not look like your picture; how it compares is told below.',
  },
};

export const statusFilters = {
  all: 'All',
  queued: 'Waiting',
  running: 'Running',
  succeeded: 'Succeeded',
  failed: 'Failed',
  cancelled: 'Cancelled',
};

export const steps = {
  prepare: { doing: 'Preparing the picture', done: 'Prepared the picture' },
  reason: { doing: 'Deciding what to do', done: 'Decided what to do' },
  look: { doing: 'Looking at the picture', done: 'Looked at the picture' },
  write_code: { doing: 'Writing Python', done: 'Wrote Python' },
  critique: { doing: 'Checking the code', done: 'Checked the code' },
  run: { doing: 'Running it in the sandbox', done: 'Ran it in the sandbox' },
  judge: { doing: 'Comparing with the picture', done: 'Compared with the picture' },
  finish: { doing: 'Finishing', done: 'Finished' },
};

export const origins = {
  generated: 'first version',
  repaired: 'repaired',
  resampled: 'written anew',
  edited: 'edited by you',
};

export const executions = {
  ok: 'Ran to the end',
  error: 'Stopped with an error',
  timeout: 'Stopped: it ran too long',
  out_of_memory: 'Stopped: it needed too much memory',
  output_limit: 'Stopped: it wrote too much',
  killed: 'Stopped from outside',
};

export const roles = {
  vision: 'the model that looks',
  reasoning: 'the model that decides',
  code: 'the model that writes code',
};

export const relations = {
  retry: 'Another try of',
  follow_up: 'A change of',
  run: 'Your edited code for',
};

export const examples = {
  changes: ['make it a line chart', 'only the top 3', 'which grew fastest?'],
};

export const bundle = {
  download: 'Download everything',
  packing: 'Packing…',
  what: 'One zip with the picture, the code of every attempt, files, logs, a notebook and a script that runs it again.',
  started: (size: string) => `The download has begun (${size}).`,
  late: 'Packing takes unusually long. Try again in a few minutes.',
};

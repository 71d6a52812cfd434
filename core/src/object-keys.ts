/** The only place that spells an object's key. Ids are made by us, so no key holds anything a person typed. */
export const objectKeys = {
  /** An uploaded picture. */
  input: (fileId: string) => `inputs/${fileId}`,
  thumbnail: (fileId: string) => `thumbnails/${fileId}.webp`,
  /** Everything a job keeps; the epoch keeps an attempt that lost its claim away from its successor's objects. */
  job: (jobId: string) => `jobs/${jobId}/`,
  prepared: (jobId: string, epoch: number, name: 'input.png' | 'vision.png') =>
    `jobs/${jobId}/e${epoch}/prepared/${name}`,
  /** Whether it was written by a claim of a job: of those only what a row names outlives the job's work. */
  isOfClaim: (key: string) => /^jobs\/[^/]+\/e\d+\//.test(key),
  artifact: (jobId: string, epoch: number, fileId: string) => `jobs/${jobId}/e${epoch}/artifacts/${fileId}`,
  /** Everything of a job in one file; the fingerprint says of which state it tells. */
  bundle: (jobId: string, fingerprint: string) => `jobs/${jobId}/bundle/${fingerprint}.zip`,
} as const;

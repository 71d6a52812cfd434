import type { Job } from '../shapes.ts';

export interface Version {
  job: Job;
  children: Version[];
}

export interface VersionEdges {
  getJob: (id: string, signal?: AbortSignal) => Promise<Job>;
  listChildren: (id: string, signal?: AbortSignal) => Promise<Job[]>;
}

/** Asking goes on up and down so far; who made more versions finds them in the list of jobs. */
const mostUp = 20;
const mostVersions = 40;

/** All versions that belong together: from the first job down, the older ones of a job first. */
export async function loadVersions(job: Job, edges: VersionEdges, signal: AbortSignal): Promise<Version> {
  let root = job;
  for (let up = 0; root.parentId !== null && up < mostUp; up += 1) {
    const parent = await edges.getJob(root.parentId, signal).catch((error) => {
      if (signal.aborted) throw error;
      return null; // deleted meanwhile: the tree begins here
    });
    if (parent === null) break;
    root = parent;
  }
  const tree: Version = { job: root, children: [] };
  const open = [tree];
  let known = 1;
  for (let version = open.shift(); version && known < mostVersions; version = open.shift()) {
    const children = await edges.listChildren(version.job.id, signal);
    version.children = children.reverse().map((child) => ({ job: child, children: [] }));
    known += children.length;
    open.push(...version.children);
  }
  return tree;
}

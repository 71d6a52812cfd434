import type { JobEvent } from '@snaprun/core/events';
import { terminalLine } from './terminal-line.ts';

/** One line of progress for an event, or null where a reader of a terminal would not miss it. */
export function describeEvent(event: JobEvent): string | null {
  const line = sentence(event);
  return line === null ? null : terminalLine(line);
}

function sentence(event: JobEvent): string | null {
  switch (event.type) {
    case 'job.queued':
      return 'waiting for a worker.';
    case 'job.started':
      return 'a worker has started.';
    case 'job.moved':
      return `moved to another worker: ${event.data.reason}`;
    case 'thought':
      return `thinks: ${event.data.text}`;
    case 'image.read': {
      const kinds = event.data.spec.panels.map(({ kind }) => kind.replaceAll('_', ' ')).join(', ');
      const trust = Math.round(event.data.spec.confidence * 100);
      const odd = (event.data.findings ?? []).slice(0, 3).map(({ message }) => ` ${message}`);
      return `saw ${kinds || 'nothing it knows'} (${trust} % sure${event.data.demo ? ', demo models' : ''}).${odd.join('')}`;
    }
    case 'code.written':
      return `wrote program ${event.data.n} (${event.data.origin}).`;
    case 'critic.reported': {
      const { blocked, findings } = event.data;
      return `the critic ${blocked ? 'blocked it' : 'let it pass'}, ${findings.length} finding${findings.length === 1 ? '' : 's'}.`;
    }
    case 'run.finished': {
      const { status, durationMs, error } = event.data.execution;
      return `ran: ${status} in ${Math.round(durationMs)} ms${error ? ` (${error.type}: ${error.message})` : ''}.`;
    }
    case 'job.judged':
      return `compared with the picture: ${event.data.fidelity.verdict}, score ${event.data.fidelity.score.toFixed(2)}.`;
    case 'model.waiting':
      return `waiting for the ${event.data.role} model: ${event.data.reason}`;
    default:
      return null;
  }
}

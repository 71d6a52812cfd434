import type { Log } from '@snaprun/core/log';
import type { Metrics } from '@snaprun/core/metrics-server';
import { collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import type { AnsweredRequest, AppDeps } from './deps.ts';
import { fleetNow } from './fleet.ts';

/** What Prometheus is told of this process and, read from Postgres at each scrape, of queue and fleet. */
export function createApiMetrics({ db }: Pick<AppDeps, 'db'>, log: Log) {
  const registry = new Registry();
  const registers = [registry];
  collectDefaultMetrics({ register: registry });
  const requests = new Histogram({
    name: 'snaprun_http_request_duration_seconds',
    help: 'Requests answered, until the body began.',
    labelNames: ['method', 'route', 'status'],
    buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10, 60],
    registers,
  });
  const gauge = <L extends string>(name: string, help: string, ...labelNames: L[]) =>
    new Gauge({ name: `snaprun_${name}`, help, labelNames, registers });
  const jobs = gauge('jobs', 'Jobs that have not ended.', 'status');
  const oldest = gauge('queue_oldest_waiting_seconds', 'How long the first of the queue has waited.');
  const workers = gauge('workers', 'Workers by whether their heartbeat is fresh.', 'state');
  const slots = gauge('worker_slots', 'Jobs that the living workers can run at once, and do run.', 'state');
  const boxes = gauge('sandboxes', 'Sandboxes that workers hold.');
  const tasks = gauge(
    'tasks',
    'Tasks of the queue that wait, and those that were tried before.',
    'task',
    'state',
  );
  const paused = gauge('intake_paused', '1 while no new jobs are taken.');
  const postgres = gauge('postgres_up', '0 when the last scrape could not ask Postgres.');

  const readFleet = async () => {
    const fleet = await fleetNow({ db });
    jobs.set({ status: 'queued' }, fleet.queue.depth);
    jobs.set({ status: 'running' }, fleet.queue.running);
    oldest.set((fleet.queue.oldestWaitingMs ?? 0) / 1000);
    workers.set({ state: 'alive' }, fleet.alive);
    workers.set({ state: 'silent' }, fleet.workers.length - fleet.alive);
    slots.set({ state: 'total' }, fleet.slots.total);
    slots.set({ state: 'busy' }, fleet.slots.busy);
    boxes.set(fleet.workers.reduce((n, worker) => n + worker.boxes, 0));
    tasks.reset();
    for (const { task, waiting, failing } of fleet.tasks) {
      tasks.set({ task, state: 'waiting' }, waiting);
      tasks.set({ task, state: 'failing' }, failing);
    }
    paused.set(fleet.intake.paused ? 1 : 0);
  };

  const metrics: Metrics = {
    contentType: registry.contentType,
    async metrics() {
      try {
        await readFleet();
        postgres.set(1);
      } catch (error) {
        // The requests are told all the same; what Postgres knows keeps its last value.
        log.warn('the fleet could not be read for the metrics', { error });
        postgres.set(0);
      }
      return registry.metrics();
    },
  };
  return {
    ...metrics,
    observe({ method, route, status, durationMs }: AnsweredRequest) {
      requests.observe({ method, route, status: String(status) }, durationMs / 1000);
    },
  };
}

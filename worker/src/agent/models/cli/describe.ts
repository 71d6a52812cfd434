import { columns } from '../../../sandbox/cli/columns.ts';
import { oneLine } from '../../../sandbox/cli/printable.ts';
import type { EndpointReport } from './endpoint-report.ts';

const head = [
  '',
  'role',
  'model',
  'first',
  'whole',
  'tokens',
  'per s',
  'schema',
  'stream',
  'window',
  'pictures',
  '',
];

/** The reports for people: a line an endpoint, and below it what to change. */
export function describeReports(reports: readonly EndpointReport[]): string {
  const table = columns(head, reports.map(row)).split('\n');
  const lines = reports.flatMap((report, i) => [
    table[i + 1] ?? '',
    ...report.advice.map((sentence) => `     → ${oneLine(sentence, 400)}`),
  ]);
  const demo = reports.some((report) => report.demo)
    ? ['', 'Demo models are no language models; set {VISION,REASONING,CODE}_BASE_URL to test your own.']
    : [];
  return [table[0], ...lines, ...demo].join('\n');
}

function row(report: EndpointReport): string[] {
  const { role, replica, model, firstByteMs, latencyMs, tokensIn, tokensOut, pictures } = report;
  return [
    report.works ? '✓' : '✗',
    `${role} ${replica}`,
    oneLine(model, 48),
    firstByteMs === null ? '' : `${firstByteMs} ms`,
    latencyMs === null ? '' : `${latencyMs} ms`,
    tokensOut === null ? '' : `${tokensIn ?? '?'} + ${tokensOut}`,
    report.tokensPerSecond === null ? '' : String(report.tokensPerSecond),
    report.schema ?? '?',
    report.streaming ?? '?',
    report.window === null ? '?' : String(report.window),
    pictures === null ? '' : pictures ? 'yes' : 'no',
    oneLine(report.says),
  ];
}

import { python } from '@codemirror/lang-python';
import { HighlightStyle, syntaxHighlighting } from '@codemirror/language';
import { type Diagnostic, lintGutter, setDiagnostics } from '@codemirror/lint';
import { EditorState } from '@codemirror/state';
import { EditorView, lineNumbers } from '@codemirror/view';
import { tags } from '@lezer/highlight';
import type { Finding } from './shapes.ts';

const colors = HighlightStyle.define([
  { tag: tags.keyword, color: 'var(--code-keyword)' },
  { tag: tags.string, color: 'var(--code-string)' },
  { tag: [tags.number, tags.bool, tags.null], color: 'var(--code-number)' },
  { tag: tags.comment, color: 'var(--code-comment)', fontStyle: 'italic' },
  { tag: [tags.function(tags.variableName), tags.definition(tags.variableName)], color: 'var(--code-name)' },
]);

const look = EditorView.theme({
  '&': { backgroundColor: 'var(--surface)', color: 'var(--ink)', maxHeight: '36rem' },
  '.cm-gutters': { backgroundColor: 'var(--sunken)', color: 'var(--muted)', border: 'none' },
  '.cm-scroller': { fontFamily: 'var(--font-mono)', lineHeight: '1.5', overflow: 'auto' },
});

/** Shows a program read-only with the critic's findings on their lines; returns what removes it. */
export function showCode(parent: HTMLElement, code: string, findings: readonly Finding[]): () => void {
  const extensions = [
    lineNumbers(),
    lintGutter(),
    python(),
    syntaxHighlighting(colors),
    look,
    EditorState.readOnly.of(true),
    EditorView.contentAttributes.of({ 'aria-label': 'The program, read-only' }),
  ];
  const view = new EditorView({ parent, state: EditorState.create({ doc: code, extensions }) });
  const diagnostics = findings.flatMap((finding): Diagnostic[] => {
    if (finding.line === null || finding.line < 1 || finding.line > view.state.doc.lines) return [];
    const line = view.state.doc.line(finding.line);
    const from = Math.min(line.from + Math.max((finding.column ?? 1) - 1, 0), line.to);
    return [
      { from, to: line.to, severity: finding.severity, message: `${finding.rule}: ${finding.message}` },
    ];
  });
  view.dispatch(setDiagnostics(view.state, diagnostics));
  // Measured before its styles hold, the gutter would keep the default line height and drift from the text.
  requestAnimationFrame(() => view.requestMeasure());
  return () => view.destroy();
}

import { python } from '@codemirror/lang-python';
import { HighlightStyle, syntaxHighlighting } from '@codemirror/language';
import { type Diagnostic, lintGutter, setDiagnostics } from '@codemirror/lint';
import { EditorState } from '@codemirror/state';
import { EditorView, lineNumbers } from '@codemirror/view';
import { tags } from '@lezer/highlight';
import { minimalSetup } from 'codemirror';
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
  '&.cm-focused': { outline: 'none' },
  '.cm-gutters': { backgroundColor: 'var(--sunken)', color: 'var(--muted)', border: 'none' },
  '.cm-scroller': { fontFamily: 'var(--font-mono)', lineHeight: '1.6', overflow: 'auto' },
  '.cm-content': { caretColor: 'var(--ink)' },
  '.cm-cursor': { borderLeftColor: 'var(--ink)' },
  '.cm-tooltip': { backgroundColor: 'var(--surface)', color: 'var(--ink)', border: '1px solid var(--line)' },
  '&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, .cm-selectionBackground': {
    background: 'var(--accent-soft)',
  },
});

export interface EditorOptions {
  code: string;
  findings: readonly Finding[];
  label: string;
  /** Told every change; without it the program can only be read. */
  onchange?: (code: string) => void;
}

export interface Editor {
  /** Puts another program in its place. */
  replace(code: string): void;
  goTo(line: number): void;
  destroy(): void;
}

/** Shows a program with the critic's findings on their lines. The Tab key leaves it, as it leaves any field. */
export function openEditor(parent: HTMLElement, options: EditorOptions): Editor {
  const { code, findings, label, onchange } = options;
  const extensions = [
    minimalSetup,
    lineNumbers(),
    lintGutter(),
    python(),
    syntaxHighlighting(colors),
    look,
    EditorState.readOnly.of(onchange === undefined),
    EditorView.contentAttributes.of({ 'aria-label': label, spellcheck: 'false', tabindex: '0' }),
    EditorView.updateListener.of((update) => {
      if (update.docChanged) onchange?.(update.state.doc.toString());
    }),
  ];
  const view = new EditorView({ parent, state: EditorState.create({ doc: code, extensions }) });
  view.dispatch(setDiagnostics(view.state, diagnosticsOf(view.state, findings)));
  // Measured before its styles hold, the gutter would keep the default line height and drift from the text.
  requestAnimationFrame(() => view.requestMeasure());
  return {
    replace: (next) => view.dispatch({ changes: { from: 0, to: view.state.doc.length, insert: next } }),
    goTo: (line) => {
      const { from } = view.state.doc.line(Math.min(Math.max(line, 1), view.state.doc.lines));
      view.dispatch({
        selection: { anchor: from },
        effects: EditorView.scrollIntoView(from, { y: 'center' }),
      });
      view.focus();
    },
    destroy: () => view.destroy(),
  };
}

function diagnosticsOf(state: EditorState, findings: readonly Finding[]): Diagnostic[] {
  return findings.flatMap((finding): Diagnostic[] => {
    if (finding.line === null || finding.line < 1 || finding.line > state.doc.lines) return [];
    const line = state.doc.line(finding.line);
    const from = Math.min(line.from + Math.max((finding.column ?? 1) - 1, 0), line.to);
    const message = `${finding.rule}: ${finding.message}`;
    return [{ from, to: line.to, severity: finding.severity, message }];
  });
}

import { createRequire } from 'node:module';
import type { Diagnostic } from '@astral-sh/ruff-wasm-nodejs';
import { type Complaint, plainText, policyComplaint } from './complaint.ts';
import { ruffBlocking, ruffIgnored, ruffSelected } from './rules.ts';

/** Follow-up syntax errors after the first few only repeat it. */
const maxSyntaxErrors = 3;
/** Far more than is shown, far fewer than a hostile program can cause; blocking ones come first. */
const maxComplaints = 300;

export interface Ruff {
  /** Every complaint of ruff, in milliseconds and in this thread; comments cannot silence any. Never throws. */
  check(code: string): Complaint[];
}

/** Loads ruff's WebAssembly build and warms it up (about 0.2 s). */
export function createRuff(): Ruff {
  let workspace = loadWorkspace();
  workspace.check('import os\nprint(f"{os}")\n');
  return {
    check(code) {
      let diagnostics: Diagnostic[];
      try {
        diagnostics = workspace.check(withoutDirectives(code)) as Diagnostic[];
      } catch {
        // Deep nesting exhausts the stack and traps. An instance that trapped keeps its stack pointer where it was,
        // so it is thrown away; the program gets its finding.
        workspace = loadWorkspace();
        return [policyComplaint('SNAP012', '', { line: 1, column: 1 })];
      }
      const syntax = diagnostics.filter(isSyntaxError).slice(0, maxSyntaxErrors).map(complaintOf);
      const others = diagnostics.filter((d) => !isSyntaxError(d)).map(complaintOf);
      const stopping = others.filter((complaint) => complaint.blocking);
      return [...syntax, ...stopping, ...others.filter((complaint) => !complaint.blocking)].slice(
        0,
        maxComplaints,
      );
    },
  };
}

/**
 * The program with every comment that would silence ruff (`noqa`, `ruff:`, `flake8:`) made meaningless, at the same
 * length, so that lines and columns stay true. Texts that contain such a word change too, which no rule notices.
 */
export function withoutDirectives(code: string): string {
  return code.replace(/#[^\r\n]*/g, (comment) =>
    comment
      .replace(/noqa/gi, 'n_qa')
      .replace(/ruff/gi, 'r_ff')
      .replace(/flake8/gi, 'fl_ke8'),
  );
}

function loadWorkspace() {
  const require = createRequire(import.meta.url);
  const path = require.resolve('@astral-sh/ruff-wasm-nodejs');
  delete require.cache[path];
  const ruff = require(path) as typeof import('@astral-sh/ruff-wasm-nodejs');
  const options = {
    'target-version': 'py311',
    lint: { select: ruffSelected.map((r) => r.rule), ignore: ruffIgnored.map((r) => r.rule) },
  };
  // Columns count characters as people do, not UTF-16 units.
  return new ruff.Workspace(options, ruff.PositionEncoding.Utf32);
}

/** ruff gives its syntax errors a name in words instead of a code such as F821. */
function isSyntaxError(diagnostic: Diagnostic): boolean {
  return !/^[A-Z]+\d+$/.test(diagnostic.code ?? '');
}

function complaintOf(diagnostic: Diagnostic): Complaint {
  const syntax = isSyntaxError(diagnostic);
  const rule = syntax ? 'invalid-syntax' : (diagnostic.code ?? '');
  const blocking = syntax || ruffBlocking.some((entry) => rule.startsWith(entry.rule));
  return {
    tool: 'ruff',
    rule,
    severity: blocking ? 'error' : 'warning',
    line: diagnostic.start_location.row,
    endLine: diagnostic.end_location.row,
    column: diagnostic.start_location.column,
    message: sentence(diagnostic.message),
    url: syntax
      ? 'https://docs.python.org/3/tutorial/errors.html#syntax-errors'
      : `https://docs.astral.sh/ruff/rules/${rule}`,
    blocking,
  };
}

function sentence(message: string): string {
  const text = plainText(message);
  return /[.!?…]$/.test(text) ? text : `${text}.`;
}

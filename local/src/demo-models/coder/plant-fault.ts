import type { CodeFault } from '../faults.ts';
import type { Program } from './program.ts';

/** The program with a mistake in it, as a model might make it; `wrong_values` is made in the numbers beforehand. */
export function plantFault({ imports, body }: Program, fault: CodeFault): Program {
  switch (fault) {
    case 'undefined_name':
      return { imports, body: [...body, 'print("Rows in all:", row_count)'] };
    case 'missing_import':
      return { imports: imports.filter((line) => !/^import (?:csv|pandas)|^from pathlib/.test(line)), body };
    case 'runtime_error':
      return { imports, body: ['settings = {"dpi": 150}', 'print("Style:", settings["style"])', ...body] };
    case 'syntax_error':
      return { imports, body: [...body, 'print("Done"'] };
    case 'blocked_import':
      return {
        imports: ['import subprocess', ...imports],
        body: [...body, 'subprocess.run(["true"], check=False)'],
      };
    case 'endless_loop':
      return { imports, body: ['while True:', '    pass', '', ...body] };
    case 'wrong_values':
      return { imports, body };
  }
}

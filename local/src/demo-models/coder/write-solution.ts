import type { Equation } from './equation.ts';
import type { Program } from './program.ts';
import { pythonLiteral as py } from './python-literal.ts';

/** Solves equations with sympy and says so in words; an expression without a sign of equality is simplified. */
export function writeSolution(equations: readonly Equation[]): Program {
  const names = [...new Set(equations.flatMap(({ names: own }) => own))].sort();
  const solvable = equations.filter(({ right }) => right !== null);
  const plain = equations.filter(({ right }) => right === null);
  return {
    imports: ['import csv', 'from pathlib import Path', '', 'import sympy'],
    body: [
      ...names.map((name) => `${name} = sympy.Symbol(${py(name)})`),
      'rows = []',
      'answer = []',
      ...plain.flatMap(({ left, written }) => [
        `value = sympy.simplify(${left})`,
        `answer.append(${py(`${written} = `)} + str(value).replace("**", "^") + ".")`,
        `rows.append([${py(written)}, str(value)])`,
      ]),
      ...(solvable.length > 0
        ? [
            `equations = [${solvable.map(({ left, right }) => `sympy.Eq(${left}, ${right}, evaluate=False)`).join(', ')}]`,
            `unknowns = [${names.join(', ')}]`,
            'solutions = sympy.solve(equations, unknowns, dict=True) if unknowns else []',
            'for solution in solutions:',
            '    parts = [f"{name} = {value}".replace("**", "^") for name, value in solution.items()]',
            '    answer.append("- " + ", ".join(parts))',
            '    rows += [[str(name), str(value)] for name, value in solution.items()]',
            'if not solutions:',
            '    answer.append("There is no solution." if unknowns else f"That is {all(bool(sympy.simplify(e.lhs - e.rhs) == 0) for e in equations)}.")',
            `answer.insert(0, ${py(`The solution of ${solvable.map(({ written }) => written).join(' and ')}:`)})`,
          ]
        : []),
      '',
      'with open("/job/out/data.csv", "w", newline="", encoding="utf-8") as file:',
      '    writer = csv.writer(file)',
      '    writer.writerow(["name", "value"])',
      '    writer.writerows(rows or [["solutions", "0"]])',
      'Path("/job/out/answer.md").write_text("\\n".join(answer) + "\\n", encoding="utf-8")',
      'print("\\n".join(answer))',
    ],
  };
}

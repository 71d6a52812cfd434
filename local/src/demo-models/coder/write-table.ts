import { pythonLiteral as py } from './python-literal.ts';
import type { Table } from './table.ts';

/** The statements that write a table to `csvPath`, print a summary of its numbers and draw it into `axis`. */
export function writeTable({ title, header, rows }: Table, csvPath: string): string[] {
  return [
    `header = ${py(header)}`,
    `rows = [\n${rows.map((row) => `    ${py(row).replaceAll('\n', '\n    ')},`).join('\n')}\n]`,
    'frame = pd.DataFrame(rows, columns=header)',
    `frame.to_csv(${py(csvPath)}, index=False)`,
    `print("Wrote", len(rows), "rows and", len(header), "columns to", ${py(csvPath)})`,
    'for place, name in enumerate(header):',
    `    plain = frame.iloc[:, place].str.replace(r"[\\s,%€$£]", "", regex=True)`,
    '    numbers = pd.to_numeric(plain, errors="coerce").dropna()',
    '    if len(numbers) * 2 > len(rows):',
    '        print(f"{name}: {numbers.min():g} to {numbers.max():g}, mean {numbers.mean():g}, sum {numbers.sum():g}")',
    '',
    'axis.axis("off")',
    'grid = axis.table(cellText=rows, colLabels=header, loc="center")',
    'grid.auto_set_font_size(False)',
    'grid.set_fontsize(9)',
    'grid.scale(1, 1.3)',
    ...(title ? [`axis.set_title(${py(title)})`] : []),
  ];
}

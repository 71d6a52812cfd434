/** A Python program in two parts, so that something can be put between them. */
export interface Program {
  imports: string[];
  body: string[];
}

export function programText({ imports, body }: Program): string {
  return `${[...imports, '', ...body].join('\n')}\n`;
}

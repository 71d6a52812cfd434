/** An equation or an expression, with its sides as sympy expressions in Python. */
export interface Equation {
  left: string;
  /** Null for an expression that is not set equal to anything. */
  right: string | null;
  /** The unknowns, one letter each. */
  names: string[];
  /** As it was read, for people. */
  written: string;
}

/**
 * Reads simple algebra, plain or as LaTeX: numbers, one-letter names, + - * / ^, brackets, roots, fractions and a few
 * functions. Returns null for anything else; nothing of the text reaches the program but what the grammar knows.
 */
export function parseEquation(text: string): Equation | null {
  const written = text
    .replace(/\s+/g, ' ')
    .replace(/[.,;]$/, '')
    .trim();
  const sides = plain(written).split('=');
  if (written.length > 120 || sides.length > 2 || !/\d/.test(written) || !/[-+*/^=()√]|\\/.test(written))
    return null;
  const names = new Set<string>();
  const [left, right] = sides.map((side) => parseSide(side, names));
  if (!left || (sides.length === 2 && !right)) return null;
  return { left, right: right ?? null, names: [...names], written };
}

/** LaTeX and typographic signs as plain ones. */
function plain(text: string): string {
  let out = text
    .replace(/\\left|\\right|\\[,;! ]|\$/g, '')
    .replace(/\\cdot|\\times|[×·⋅∙]/g, '*')
    .replace(/\\div|÷/g, '/')
    .replace(/[−–]/g, '-')
    .replace(/\\pi|π/g, 'pi')
    .replace(/²/g, '^2')
    .replace(/³/g, '^3')
    .replace(/\\(sqrt|sin|cos|tan|log|ln|exp)/g, '$1')
    .replace(/√/g, 'sqrt');
  for (let i = 0; i < 8 && out.includes('\\frac'); i += 1)
    out = out.replace(/\\[dt]?frac\{([^{}]*)\}\{([^{}]*)\}/g, '(($1)/($2))');
  return out.replaceAll('{', '(').replaceAll('}', ')');
}

const functions = ['sqrt', 'sin', 'cos', 'tan', 'log', 'ln', 'exp'];
type Token = { kind: 'number' | 'name' | 'function' | 'sign'; text: string };

function tokensOf(side: string): Token[] | null {
  const tokens: Token[] = [];
  const pieces = /\s*(?:(\d+(?:\.\d+)?)|(sqrt|sin|cos|tan|log|ln|exp)|(pi|[A-Za-z])|([-+*/^()]))/y;
  const text = side.trim();
  while (pieces.lastIndex < text.length) {
    const found = pieces.exec(text);
    if (!found) return null;
    const [, number, call, name, sign] = found;
    if (number) tokens.push({ kind: 'number', text: number });
    else if (call) tokens.push({ kind: 'function', text: call });
    else if (name) tokens.push({ kind: 'name', text: name });
    else tokens.push({ kind: 'sign', text: sign ?? '' });
  }
  return tokens;
}

/** sum = product {(+|-) product}; product = power {[*|/] power}; power = [-] atom [^ power]. */
function parseSide(side: string, names: Set<string>): string | null {
  const tokens = tokensOf(side) ?? [];
  if (tokens.length === 0 || tokens.length > 80) return null;
  let at = 0;
  const sign = (...texts: string[]) => {
    const token = tokens[at];
    if (token?.kind !== 'sign' || !texts.includes(token.text)) return null;
    at += 1;
    return token.text;
  };
  function sum(): string | null {
    let left = product();
    for (let op = sign('+', '-'); left !== null && op; op = sign('+', '-')) {
      const right = product();
      left = right === null ? null : `(${left} ${op} ${right})`;
    }
    return left;
  }
  function product(): string | null {
    let left = power();
    while (left !== null && at < tokens.length) {
      const op = sign('*', '/');
      const next = tokens[at];
      // "2x" and "2(x + 1)" are products too.
      if (!op && (!next || (next.kind === 'sign' && next.text !== '('))) break;
      const right = power();
      left = right === null ? null : `(${left} ${op ?? '*'} ${right})`;
    }
    return left;
  }
  function power(): string | null {
    if (sign('-')) {
      const inner = power();
      return inner && `(-${inner})`;
    }
    const base = atom();
    if (base === null || !sign('^')) return base;
    const exponent = power();
    return exponent && `(${base} ** ${exponent})`;
  }
  function atom(): string | null {
    const token = tokens[at];
    at += 1;
    if (token?.kind === 'number') return `sympy.Rational("${token.text}")`;
    if (token?.kind === 'name') {
      if (token.text === 'pi') return 'sympy.pi';
      names.add(token.text);
      return token.text;
    }
    if (token?.kind === 'function' && functions.includes(token.text)) {
      const inner = atom();
      return inner && `sympy.${token.text === 'ln' ? 'log' : token.text}(${inner})`;
    }
    if (token?.text !== '(') return null;
    const inner = sum();
    return sign(')') ? inner : null;
  }
  const whole = sum();
  return at === tokens.length ? whole : null;
}

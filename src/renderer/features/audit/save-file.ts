/** Hands a file to the browser's own downloads. */
export function saveFile(content: Blob, name: string): void {
  const url = URL.createObjectURL(content);
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  // The browser took hold of the content with the click; a minute is plenty even for a dialog of its own.
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}

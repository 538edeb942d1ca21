/**
 * Put a text on the clipboard; whether it worked.
 *
 * Browsers lend the clipboard to safe addresses only. On a plain http address of the office network the older
 * way is left: select the text in a field that nobody sees, and let the browser copy the selection.
 */
export async function copyText(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return copySelection(text);
  }
}

function copySelection(text: string): boolean {
  const field = document.createElement("textarea");
  field.value = text;
  field.style.position = "fixed";
  field.style.opacity = "0";
  document.body.append(field);
  field.select();
  const copied = document.execCommand("copy");
  field.remove();
  return copied;
}

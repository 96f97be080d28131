// Breaks a text into lines that fit, without knowing the font: characters are counted by their usual width.
import { printable } from './svg-markup.ts';

/** Chinese, Japanese and Korean characters and emoji are about twice as wide as Latin ones. */
const WIDE = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Extended_Pictographic}]/u;
/** No picture has room for more; a prompt may be a megabyte. */
const MAX_CHARACTERS = 2000;

/** At most `maxLines` lines of about `lineWidth` Latin characters; what does not fit is cut with an ellipsis. */
export function wrapText(text: string, lineWidth: number, maxLines: number): string[] {
  const words = printable(text.slice(0, MAX_CHARACTERS))
    .split(' ')
    .flatMap((word) => brokenWord(word, lineWidth));
  const lines: string[] = [];
  for (const word of words) {
    const last = lines.at(-1);
    const longer = last === undefined ? word : `${last} ${word}`;
    if (last !== undefined && widthOf(longer) <= lineWidth) lines[lines.length - 1] = longer;
    else lines.push(word);
  }
  if (lines.length <= maxLines) return lines;
  return [...lines.slice(0, maxLines - 1), `${lines[maxLines - 1] ?? ''}…`];
}

function widthOf(text: string): number {
  return Array.from(text).reduce((width, character) => width + (WIDE.test(character) ? 2 : 1), 0);
}

function brokenWord(word: string, lineWidth: number): string[] {
  const pieces = [''];
  for (const character of word) {
    const longer = `${pieces.at(-1) ?? ''}${character}`;
    if (widthOf(longer) > lineWidth) pieces.push(character);
    else pieces[pieces.length - 1] = longer;
  }
  return pieces;
}

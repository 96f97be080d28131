// Small PDF documents (ISO 32000-1): text in the fonts that every reader has, and lines. Letters beyond Windows-1252, which these
// fonts lack, become question marks.

export interface PdfText {
  /** Points from the left edge, or to the right end of the text when it is `alignedRight`. */
  readonly x: number;
  /** Points from the top edge. */
  readonly y: number;
  readonly size: number;
  readonly text: string;
  readonly isBold?: boolean;
  /** Only for what digits, signs, points and commas make. */
  readonly alignedRight?: boolean;
}

/** From left to right. */
export interface PdfRule {
  readonly x: number;
  readonly y: number;
  readonly width: number;
}

export interface PdfPage {
  readonly texts: readonly PdfText[];
  readonly rules: readonly PdfRule[];
}

export interface PdfDocument {
  readonly title: string;
  readonly createdAt: Date;
  readonly pages: readonly PdfPage[];
}

/** A4, in points. */
export const PAGE = { width: 595, height: 842 } as const;

const CATALOG = 1;
const PAGES = 2;
const REGULAR = 3;
const BOLD = 4;
const INFO = 5;
const FIRST_PAGE = 6;

export function writePdf({ title, createdAt, pages }: PdfDocument): Buffer {
  const pageIds = pages.map((_, index) => FIRST_PAGE + 2 * index);
  const font = (name: string): string =>
    `<< /Type /Font /Subtype /Type1 /BaseFont /${name} /Encoding /WinAnsiEncoding >>`;
  const objects = [
    `<< /Type /Catalog /Pages ${PAGES} 0 R >>`,
    `<< /Type /Pages /Kids [${pageIds.map((id) => `${id} 0 R`).join(' ')}] /Count ${pages.length} >>`,
    font('Helvetica'),
    font('Helvetica-Bold'),
    `<< /Title ${literal(title)} /Producer (Tollgate) /CreationDate (D:${stampOf(createdAt)}Z) >>`,
    ...pages.flatMap((page, index) => pageObjects(page, FIRST_PAGE + 2 * index + 1)),
  ];
  return assemble(objects);
}

/** `20261130235959`. */
const stampOf = (at: Date): string => at.toISOString().slice(0, 19).replaceAll(/\D/g, '');

function pageObjects({ texts, rules }: PdfPage, contentId: number): [string, string] {
  const content = [...rules.map(drawRule), ...texts.map(drawText)].join('\n');
  const fonts = `<< /F1 ${REGULAR} 0 R /F2 ${BOLD} 0 R >>`;
  const box = `[0 0 ${PAGE.width} ${PAGE.height}]`;
  return [
    `<< /Type /Page /Parent ${PAGES} 0 R /MediaBox ${box} /Resources << /Font ${fonts} >> /Contents ${contentId} 0 R >>`,
    `<< /Length ${content.length} >>\nstream\n${content}\nendstream`,
  ];
}

const drawRule = ({ x, y, width }: PdfRule): string =>
  `0.5 w ${x} ${PAGE.height - y} m ${x + width} ${PAGE.height - y} l S`;

function drawText({ x, y, size, text, isBold = false, alignedRight = false }: PdfText): string {
  const left = alignedRight ? x - widthOf(text, size) : x;
  return `BT /${isBold ? 'F2' : 'F1'} ${size} Tf ${Math.round(left)} ${PAGE.height - y} Td ${literal(text)} Tj ET`;
}

/** Of the fonts' own tables, in thousandths of their size; the same in both. */
const WIDTHS: Readonly<Record<string, number>> = { '.': 278, ',': 278, ' ': 278, '-': 333 };
const DIGIT_WIDTH = 556;

const widthOf = (text: string, size: number): number =>
  (Array.from(text).reduce((width, letter) => width + (WIDTHS[letter] ?? DIGIT_WIDTH), 0) * size) / 1_000;

/** The letters of Windows-1252 that are elsewhere in Unicode. */
const WINDOWS_1252 = '€\u0081‚ƒ„…†‡ˆ‰Š‹Œ\u008dŽ\u008f\u0090‘’“”•–—˜™š›œ\u009džŸ';
const FIRST_OF_THEM = 0x80;
const LAST_ASCII = 0x7e;

/** As bytes that stand for one letter each; signs with a meaning of their own are escaped. */
function literal(text: string): string {
  const letters = Array.from(text, (letter) => {
    const code = letter.codePointAt(0) ?? 0;
    const place = WINDOWS_1252.indexOf(letter);
    if (place >= 0) return String.fromCharCode(FIRST_OF_THEM + place);
    const isPlain = code >= 0x20 && code <= LAST_ASCII;
    return isPlain || (code >= 0xa0 && code <= 0xff) ? letter : '?';
  });
  return `(${letters.join('').replaceAll(/[\\()]/g, String.raw`\$&`)})`;
}

const OFFSET_DIGITS = 10;

/** Every letter is one byte, so places in the text are places in the file. */
function assemble(objects: readonly string[]): Buffer {
  let file = '%PDF-1.4\n%\u00e2\u00e3\u00cf\u00d3\n';
  const offsets = objects.map((object, index) => {
    const offset = file.length;
    file += `${index + 1} 0 obj\n${object}\nendobj\n`;
    return String(offset).padStart(OFFSET_DIGITS, '0');
  });
  const start = file.length;
  const entries = offsets.map((offset) => `${offset} 00000 n \n`).join('');
  const size = objects.length + 1;
  const trailer = `trailer\n<< /Size ${size} /Root ${CATALOG} 0 R /Info ${INFO} 0 R >>`;
  file += `xref\n0 ${size}\n0000000000 65535 f \n${entries}${trailer}\nstartxref\n${start}\n%%EOF\n`;
  return Buffer.from(file, 'latin1');
}

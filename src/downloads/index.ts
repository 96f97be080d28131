// The room's door: links to files, and the forms that files have.
export { type CsvCell, csvNumber, csvRow, csvText, unguarded } from './csv.ts';
export { PAGE, type PdfPage, type PdfRule, type PdfText, writePdf } from './pdf.ts';
export { createSignedLinks, type LinkVerdict, type SignedLink, type SignedLinks } from './signed-links.ts';

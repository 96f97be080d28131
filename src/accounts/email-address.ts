// When two e-mail addresses are the same, and when they are the same person's.
import { hash } from 'node:crypto';

/** Spaces around it, letter case and how a character is encoded (NFKC) make no other address. */
const normalized = (address: string): string => address.trim().normalize('NFKC').toLowerCase();

/** SHA-256: the address is looked for, never read back. */
export const hashOfAddress = (address: string): Buffer => hash('sha256', Buffer.from(normalized(address)), 'buffer');

/** What follows a plus sign is a label of the mailbox's owner (RFC 5233): ada+shop@… reaches ada@…. */
export const personOfAddress = (address: string): string =>
  hash('sha256', normalized(address).replace(/\+[^@]*(?=@)/, ''), 'hex');

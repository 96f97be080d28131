// The room's door: e-mails to accounts. Others record what happened in their own transactions; this room writes and sends.
export { createEmails, type EmailConfiguration, type EmailRoom, type EmailServices } from './create-emails.ts';
export { type EmailKind, type EmailOccasion, isEmailOccasion } from './decide/email-kinds.ts';
export type { EmailDelivery, Emails, KeptEmail, KeptEmails } from './emails.ts';
export type { EmailPreference } from './preferences.ts';
export { eraseEmails } from './record/erase-emails.ts';
export { type NewEmail, recordEmails } from './record/record-emails.ts';
export { type SmtpStatus, type SmtpVerdict, verifySmtp } from './send/verify-smtp.ts';

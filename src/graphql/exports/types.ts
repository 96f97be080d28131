import { Field, ID, InputType, Int, ObjectType } from 'type-graphql';
import type { Export, ExportForm, ExportKind, ExportStatus } from '../../exports/index.ts';
import { UserError } from '../edge/errors/user-errors.ts';
import { ForWhoAsked, GuardedBy } from '../edge/guard/scopes.ts';
import { DateTimeScalar } from '../edge/scalars.ts';
import { enumType } from '../edge/types.ts';

const ExportKindEnum = enumType<ExportKind>('ExportKind', 'What is exported.', {
  TRANSACTIONS: 'The ledger: every transaction, with all that its hash covers.',
  USAGE: 'What generations cost, and what was given back of it.',
  REQUESTS: 'The log of requests that have ended, refused ones too.',
  INVOICES: 'Invoices of a postpaid account, line by line.',
});

const ExportFormEnum = enumType<ExportForm>('ExportForm', 'How it is written; every file is compressed (gzip).', {
  CSV: 'Comma-separated values (RFC 4180). No cell is a formula to a spreadsheet.',
  NDJSON: 'One JSON object a line; every value is a text or null.',
  FOCUS: 'CSV with the columns of FOCUS 1.2, with credits as the pricing currency. Of USAGE only; purchases are in it.',
});

const ExportStatusEnum = enumType<ExportStatus>('ExportStatus', 'How far an export is.', {
  QUEUED: 'It waits.',
  RUNNING: 'It is being written.',
  DONE: 'Its file can be fetched, for seven days after it was asked for.',
  FAILED: 'The gateway could not write it: ask again.',
});

@InputType({ description: 'What to export.' })
export class CreateExportInput {
  @Field(() => ExportKindEnum, { description: 'What.' })
  readonly kind!: ExportKind;

  @Field(() => ExportFormEnum, { nullable: true, defaultValue: 'CSV', description: 'How it is written.' })
  readonly form?: ExportForm | null;

  @Field(() => DateTimeScalar, {
    nullable: true,
    description: "From this moment on; where the plan's audit window begins when it is not given.",
  })
  readonly from?: Date | null;

  @Field(() => DateTimeScalar, { nullable: true, description: 'Before this moment; until now when it is not given.' })
  readonly to?: Date | null;
}

@GuardedBy('ACCOUNT_READ')
@ObjectType('Export', { description: 'A file with part of the books of an account.', simpleResolvers: true })
export class ExportType {
  readonly made!: Export;

  @Field(() => ID, { description: 'Its id.' })
  readonly id!: string;

  @Field(() => ExportKindEnum, { description: 'What is in it.' })
  readonly kind!: ExportKind;

  @Field(() => ExportFormEnum, { description: 'How it is written.' })
  readonly form!: ExportForm;

  @Field(() => ExportStatusEnum, { description: 'How far it is.' })
  readonly status!: ExportStatus;

  @Field(() => DateTimeScalar, { description: 'From this moment on.' })
  readonly from!: Date;

  @Field(() => DateTimeScalar, { description: 'Before this moment.' })
  readonly to!: Date;

  @Field(() => DateTimeScalar, { description: 'When it was asked for.' })
  readonly createdAt!: Date;

  @Field(() => DateTimeScalar, { nullable: true, description: 'When it was done, or given up.' })
  readonly finishedAt!: Date | undefined;

  @Field(() => Int, { nullable: true, description: 'How many rows it has; null while it is not done.' })
  readonly rows!: number | undefined;

  @Field(() => String, { nullable: true, description: 'How many bytes the file has; null while it is not done.' })
  readonly bytes!: string | undefined;

  @Field(() => String, {
    nullable: true,
    description: 'SHA-256 of the file, in hexadecimal; null while it is not done.',
  })
  readonly sha256!: string | undefined;

  @Field(() => String, {
    nullable: true,
    description: 'Chain hash of the last transaction in that time, in hexadecimal; null while it is not done.',
  })
  readonly headHash!: string | undefined;
}

@ForWhoAsked()
@ObjectType({ description: 'The export, or why there is none.', simpleResolvers: true })
export class CreateExportPayload {
  @Field(() => ExportType, { nullable: true, description: 'The export.' })
  readonly export!: ExportType | undefined;

  @Field(() => [UserError], { description: 'Why it was refused; empty when it was not.' })
  readonly userErrors!: readonly UserError[];
}

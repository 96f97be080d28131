// Accounts are told of anomalies as they are found. What lies before this migration is not announced: anomalies(days:) shows it. Open
// reservations are looked at, since what is stuck is stuck now.
import { Migration } from '@mikro-orm/migrations';

export class AnnouncedAnomalies extends Migration {
  override up(): void {
    this.addSql(`create table anomaly (
      account_id uuid not null,
      number int not null,
      kind text not null,
      subject text not null,
      severity text not null,
      message text not null,
      remedy text not null,
      api_key_id uuid null,
      evidence bigint[] not null,
      detected_at timestamptz(3) not null,
      announced_at timestamptz(3) not null,
      primary key (account_id, number),
      constraint anomaly_severity_check check (severity in ('INFO', 'WARNING', 'CRITICAL')),
      constraint anomaly_evidence_check check (cardinality(evidence) > 0)
    )`);
    this.addSql(`create table anomaly_watch (
      account_id uuid not null,
      sequence bigint not null default 0,
      next_look_at timestamptz(3) null,
      announced int not null default 0,
      primary key (account_id)
    )`);
    this.addSql(`insert into anomaly_watch (account_id, sequence, next_look_at)
      select account_id, sequence, case when open_reservations > 0 then now() end from wallet`);
  }
}

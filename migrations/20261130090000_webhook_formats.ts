// How a webhook is written: a property of its endpoint, or of the address that came with a request. Everything there is is in Tollgate's way,
// and gateways of the release before go on writing rows that are. The two large tables get a column without a value, which takes no time
// however many rows they have, and no check: that would read all of them while nothing is accepted.
import { Migration } from '@mikro-orm/migrations';

export class WebhookFormats extends Migration {
  override up(): void {
    this.addSql("alter table webhook_endpoint add column format text not null default 'TOLLGATE'");
    this.addSql(
      "alter table webhook_endpoint add constraint webhook_endpoint_format_check check (format in ('TOLLGATE', 'BABYSEA', 'LUMENFALL', 'CHEAPAI'))",
    );
    this.addSql('alter table webhook_delivery add column format text null');
    this.addSql('alter table generation add column webhook_format text null');
  }
}

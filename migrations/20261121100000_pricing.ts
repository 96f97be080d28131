// Price books, quotes, and what a generation remembers of its price.
import { Migration } from '@mikro-orm/migrations';

export class Pricing extends Migration {
  override up(): void {
    this.addSql(`create table price_book (
      storefront text not null,
      number int not null,
      version text not null,
      document text not null,
      effective_at timestamptz(3) not null,
      published_at timestamptz(3) not null,
      published_by uuid null,
      primary key (storefront, number),
      constraint price_book_number_check check (number > 0)
    )`);
    this.addSql(`create index price_book_version_index on price_book (version)`);
    this.addSql(`create function refuse_price_book_change() returns trigger language plpgsql as $$
      begin
        raise exception '% on price_book is refused: price books are immutable, publish another', tg_op
          using errcode = 'restrict_violation';
      end $$`);
    this.addSql(`create trigger price_book_immutable
      before update or delete or truncate on price_book
      for each statement execute function refuse_price_book_change()`);
    this.addSql(`create table quote (
      account_id uuid not null,
      id uuid not null,
      model text not null,
      prompt text null,
      parameters jsonb not null,
      count int not null,
      price_version text not null,
      cost_estimate bigint not null,
      max_cost bigint not null,
      created_at timestamptz(3) not null,
      expires_at timestamptz(3) not null,
      primary key (account_id, id),
      constraint quote_count_check check (count >= 1 and count <= 100),
      constraint quote_cost_check check (max_cost > 0 and cost_estimate >= 0 and cost_estimate <= max_cost),
      constraint quote_expiry_check check (expires_at > created_at)
    )`);
    this.addSql(`alter table generation
      add column quote_id uuid null,
      add column effective_cost bigint null,
      add column held_at timestamptz(3) null,
      add constraint generation_effective_cost_check check (effective_cost is null or effective_cost >= 0),
      add constraint generation_held_check check (held_at is null or status = 'SUCCEEDED')`);
    this.addSql(
      `create index generation_held_index on generation (held_at) where held_at is not null and cost is null`,
    );
  }
}

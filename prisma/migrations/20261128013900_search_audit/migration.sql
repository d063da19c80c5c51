-- Text is looked for anywhere in a row, in any case: over a million rows that needs trigrams.
CREATE EXTENSION IF NOT EXISTS pg_trgm;

ALTER TABLE "audit_events" ADD COLUMN "search_text" TEXT GENERATED ALWAYS AS (
  "action" || E'\n' || "target_name" || E'\n' || "actor_name" || E'\n' || coalesce("cluster_name", '') || E'\n' ||
  coalesce("request" ->> 'reason', '') || E'\n' || coalesce("request" ->> 'command', '')
) STORED;

CREATE INDEX "audit_events_search_text_actor_name_on_behalf_of_idx" ON "audit_events"
  USING GIN ("search_text" gin_trgm_ops, "actor_name" gin_trgm_ops, "on_behalf_of" gin_trgm_ops);

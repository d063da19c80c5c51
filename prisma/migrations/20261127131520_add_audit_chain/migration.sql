-- CreateEnum
CREATE TYPE "AuditSealKind" AS ENUM ('INTENT', 'OUTCOME');

-- CreateTable
CREATE TABLE "audit_seals" (
    "seal_no" BIGINT NOT NULL,
    "kind" "AuditSealKind" NOT NULL,
    "audit_id" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "digest" BYTEA NOT NULL,
    "hash" BYTEA NOT NULL,

    CONSTRAINT "audit_seals_pkey" PRIMARY KEY ("seal_no")
);

-- CreateTable
CREATE TABLE "audit_unsealed" (
    "id" BIGSERIAL NOT NULL,
    "kind" "AuditSealKind" NOT NULL,
    "audit_id" TEXT NOT NULL,

    CONSTRAINT "audit_unsealed_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "audit_chain" (
    "id" INTEGER NOT NULL DEFAULT 1,
    "head_no" BIGINT NOT NULL DEFAULT 0,
    "head_hash" BYTEA NOT NULL,
    "head_mac" BYTEA,
    "anchor_no" BIGINT NOT NULL DEFAULT 0,
    "anchor_hash" BYTEA NOT NULL,
    "anchor_mac" BYTEA,
    "kept_from" TIMESTAMPTZ(3),

    CONSTRAINT "audit_chain_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "audit_seals_audit_id_kind_key" ON "audit_seals"("audit_id", "kind");

-- Before the first seal there is nothing: 32 zero bytes.
INSERT INTO "audit_chain" ("head_hash", "anchor_hash")
VALUES (decode(repeat('00', 32), 'hex'), decode(repeat('00', 32), 'hex'));

-- In the transaction of the row, so that there is no row that nobody seals. The schema language knows no triggers.
CREATE FUNCTION "await_audit_seal"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO "audit_unsealed" ("kind", "audit_id") VALUES (TG_ARGV[0]::"AuditSealKind", NEW."audit_id");
  RETURN NULL;
END
$$;

CREATE TRIGGER "await_seal" AFTER INSERT ON "audit_events"
  FOR EACH ROW EXECUTE FUNCTION "await_audit_seal"('INTENT');
CREATE TRIGGER "await_seal" AFTER INSERT ON "audit_outcomes"
  FOR EACH ROW EXECUTE FUNCTION "await_audit_seal"('OUTCOME');

-- Rows from before there were seals, in the order in which they came.
INSERT INTO "audit_unsealed" ("kind", "audit_id")
SELECT 'INTENT', "audit_id" FROM "audit_events" ORDER BY "sequence";
INSERT INTO "audit_unsealed" ("kind", "audit_id")
SELECT 'OUTCOME', "audit_id" FROM "audit_outcomes" ORDER BY "at";

-- A deletion passes only in a transaction that says that it forgets what is past its retention, and only for rows older than the
-- shortest retention there is. Changing a row or emptying a table never passes.
CREATE FUNCTION "refuse_audit_delete"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF current_setting('apogee.forgets_audit', true) = 'on' AND OLD."at" < now() - interval '30 days' THEN
    RETURN OLD;
  END IF;
  RAISE EXCEPTION 'rows of % are never changed or removed', TG_TABLE_NAME USING ERRCODE = 'insufficient_privilege';
END
$$;

DROP TRIGGER "refuse_change" ON "audit_events";
DROP TRIGGER "refuse_change" ON "audit_outcomes";

CREATE TRIGGER "refuse_change" BEFORE UPDATE OR TRUNCATE ON "audit_events"
  FOR EACH STATEMENT EXECUTE FUNCTION "refuse_audit_change"();
CREATE TRIGGER "refuse_delete" BEFORE DELETE ON "audit_events"
  FOR EACH ROW EXECUTE FUNCTION "refuse_audit_delete"();

CREATE TRIGGER "refuse_change" BEFORE UPDATE OR TRUNCATE ON "audit_outcomes"
  FOR EACH STATEMENT EXECUTE FUNCTION "refuse_audit_change"();
CREATE TRIGGER "refuse_delete" BEFORE DELETE ON "audit_outcomes"
  FOR EACH ROW EXECUTE FUNCTION "refuse_audit_delete"();

CREATE TRIGGER "refuse_change" BEFORE UPDATE OR TRUNCATE ON "audit_seals"
  FOR EACH STATEMENT EXECUTE FUNCTION "refuse_audit_change"();
CREATE TRIGGER "refuse_delete" BEFORE DELETE ON "audit_seals"
  FOR EACH ROW EXECUTE FUNCTION "refuse_audit_delete"();

-- CreateTable
CREATE TABLE "event_subscriptions" (
    "subscription_id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "is_enabled" BOOLEAN NOT NULL DEFAULT true,
    "types" TEXT[],
    "cluster_ids" TEXT[] DEFAULT ARRAY[]::TEXT[],
    "name_pattern" TEXT,
    "destination" JSONB NOT NULL,
    "secrets" JSONB NOT NULL DEFAULT '{}',
    "begins_at" TIMESTAMPTZ(3) NOT NULL,
    "position" BIGINT NOT NULL,
    "sending_through" BIGINT,
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "first_tried_at" TIMESTAMPTZ(3),
    "next_at" TIMESTAMPTZ(3),
    "holder" TEXT,
    "lease_ends_at" TIMESTAMPTZ(3),
    "sent" BIGINT NOT NULL DEFAULT 0,
    "lost" BIGINT NOT NULL DEFAULT 0,
    "last_success_at" TIMESTAMPTZ(3),
    "last_failure_at" TIMESTAMPTZ(3),
    "last_failure" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "created_by" TEXT NOT NULL,
    "revision" INTEGER NOT NULL DEFAULT 1,

    CONSTRAINT "event_subscriptions_pkey" PRIMARY KEY ("subscription_id")
);

-- CreateTable
CREATE TABLE "outgoing_events" (
    "position" BIGINT NOT NULL,
    "event_id" TEXT NOT NULL,
    "type" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "cluster_id" TEXT,
    "object_name" TEXT NOT NULL,
    "payload" JSONB NOT NULL,
    "collected_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "outgoing_events_pkey" PRIMARY KEY ("position")
);

-- CreateTable
CREATE TABLE "event_inbox" (
    "id" BIGSERIAL NOT NULL,
    "source" TEXT NOT NULL,
    "ref" TEXT NOT NULL,

    CONSTRAINT "event_inbox_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "event_collector" (
    "id" INTEGER NOT NULL DEFAULT 1,
    "seal_no" BIGINT NOT NULL DEFAULT 0,
    "position" BIGINT NOT NULL DEFAULT 0,

    CONSTRAINT "event_collector_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "event_subscriptions_name_key" ON "event_subscriptions"("name");

-- CreateIndex
CREATE UNIQUE INDEX "outgoing_events_event_id_key" ON "outgoing_events"("event_id");

-- CreateIndex
CREATE INDEX "outgoing_events_collected_at_idx" ON "outgoing_events"("collected_at");

INSERT INTO "event_collector" ("id") VALUES (1);

-- In the transaction of the change, whoever makes it. Jobs and alarms need not know that somebody listens.
CREATE FUNCTION "note_job_end"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO "event_inbox" ("source", "ref") VALUES ('JOB', NEW."job_id"::text);
  RETURN NULL;
END
$$;
CREATE TRIGGER "note_end" AFTER UPDATE OF "ended_at" ON "jobs"
  FOR EACH ROW WHEN (OLD."ended_at" IS NULL AND NEW."ended_at" IS NOT NULL) EXECUTE FUNCTION "note_job_end"();

CREATE FUNCTION "note_alarm_change"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO "event_inbox" ("source", "ref") VALUES ('ALARM', NEW."event_id");
  RETURN NULL;
END
$$;
CREATE TRIGGER "note_change" AFTER INSERT ON "alarm_events"
  FOR EACH ROW WHEN (NEW."transition" IN ('FIRING', 'RESOLVED')) EXECUTE FUNCTION "note_alarm_change"();

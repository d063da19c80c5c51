-- CreateTable
CREATE TABLE "alarm_rules" (
    "rule_id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "scope_key" TEXT NOT NULL,
    "is_enabled" BOOLEAN NOT NULL,
    "content" JSONB NOT NULL,
    "shipped_as" TEXT,
    "shipped_for" TEXT,
    "is_suggested" BOOLEAN NOT NULL DEFAULT false,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "created_by" TEXT NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_by" TEXT NOT NULL,
    "revision" INTEGER NOT NULL DEFAULT 1,

    CONSTRAINT "alarm_rules_pkey" PRIMARY KEY ("rule_id")
);

-- CreateTable
CREATE TABLE "alarm_rule_states" (
    "rule_id" TEXT NOT NULL,
    "cluster_id" TEXT NOT NULL,
    "judged_at" TIMESTAMPTZ(3),
    "evaluated_at" TIMESTAMPTZ(3) NOT NULL,
    "took_ms" DOUBLE PRECISION NOT NULL,
    "matched" INTEGER NOT NULL,
    "error" TEXT,

    CONSTRAINT "alarm_rule_states_pkey" PRIMARY KEY ("rule_id","cluster_id")
);

-- CreateTable
CREATE TABLE "alarm_clusters" (
    "cluster_id" TEXT NOT NULL,
    "shipped" TEXT[],
    "suggested_at" TIMESTAMPTZ(3),

    CONSTRAINT "alarm_clusters_pkey" PRIMARY KEY ("cluster_id")
);

-- CreateTable
CREATE TABLE "alarm_instances" (
    "instance_id" TEXT NOT NULL,
    "rule_id" TEXT NOT NULL,
    "rule_name" TEXT NOT NULL,
    "level" TEXT NOT NULL,
    "cluster_id" TEXT NOT NULL,
    "open_key" TEXT,
    "object_key" TEXT NOT NULL,
    "broker_name" TEXT NOT NULL DEFAULT '',
    "address" TEXT NOT NULL DEFAULT '',
    "namespace" TEXT NOT NULL DEFAULT '',
    "topic_name" TEXT NOT NULL DEFAULT '',
    "group_name" TEXT NOT NULL DEFAULT '',
    "client_id" TEXT NOT NULL DEFAULT '',
    "owner" TEXT,
    "labels" JSONB NOT NULL DEFAULT '{}',
    "state" TEXT NOT NULL,
    "close_reason" TEXT,
    "severity" TEXT,
    "severity_rank" INTEGER NOT NULL DEFAULT -1,
    "row_index" INTEGER NOT NULL DEFAULT 0,
    "metric" TEXT NOT NULL,
    "unit" TEXT NOT NULL,
    "value" DOUBLE PRECISION,
    "value_at" TIMESTAMPTZ(3),
    "threshold" DOUBLE PRECISION,
    "peak_value" DOUBLE PRECISION,
    "peak_severity" TEXT,
    "trend" TEXT,
    "since" TIMESTAMPTZ(3) NOT NULL,
    "fired_at" TIMESTAMPTZ(3),
    "last_seen_at" TIMESTAMPTZ(3) NOT NULL,
    "ended_at" TIMESTAMPTZ(3),
    "judged_at" TIMESTAMPTZ(3) NOT NULL,
    "true_periods" INTEGER NOT NULL DEFAULT 0,
    "cleared_ms" INTEGER NOT NULL DEFAULT 0,
    "no_data_periods" INTEGER NOT NULL DEFAULT 0,
    "error_ms" INTEGER NOT NULL DEFAULT 0,
    "changes" JSONB NOT NULL DEFAULT '[]',
    "is_flapping" BOOLEAN NOT NULL DEFAULT false,
    "sends" INTEGER NOT NULL DEFAULT 0,
    "notified_severity" TEXT,
    "last_notice_at" TIMESTAMPTZ(3),
    "next_repeat_at" TIMESTAMPTZ(3),
    "repeat_wait_ms" INTEGER,
    "acknowledged_by" TEXT,
    "acknowledged_at" TIMESTAMPTZ(3),
    "acknowledge_note" TEXT,
    "acknowledge_until" TIMESTAMPTZ(3),
    "silenced_by" JSONB,
    "inhibited_by" JSONB,

    CONSTRAINT "alarm_instances_pkey" PRIMARY KEY ("instance_id")
);

-- CreateTable
CREATE TABLE "alarm_events" (
    "event_id" TEXT NOT NULL,
    "sequence" BIGSERIAL NOT NULL,
    "instance_id" TEXT NOT NULL,
    "rule_id" TEXT NOT NULL,
    "cluster_id" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "kind" TEXT NOT NULL,
    "from_state" TEXT,
    "to_state" TEXT NOT NULL,
    "severity" TEXT,
    "value" DOUBLE PRECISION,
    "threshold" DOUBLE PRECISION,
    "close_reason" TEXT,
    "transition" TEXT,
    "hidden_by" TEXT,
    "by" TEXT,
    "text" TEXT,

    CONSTRAINT "alarm_events_pkey" PRIMARY KEY ("event_id")
);

-- CreateTable
CREATE TABLE "alarm_notes" (
    "note_id" TEXT NOT NULL,
    "instance_id" TEXT NOT NULL,
    "text" TEXT NOT NULL,
    "by" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "alarm_notes_pkey" PRIMARY KEY ("note_id")
);

-- CreateTable
CREATE TABLE "alarm_silences" (
    "silence_id" TEXT NOT NULL,
    "cluster_id" TEXT,
    "rule_id" TEXT,
    "instance_id" TEXT,
    "scope" JSONB NOT NULL,
    "starts_at" TIMESTAMPTZ(3) NOT NULL,
    "ends_at" TIMESTAMPTZ(3),
    "recurring" JSONB,
    "reason" TEXT NOT NULL,
    "created_by" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "revision" INTEGER NOT NULL DEFAULT 1,

    CONSTRAINT "alarm_silences_pkey" PRIMARY KEY ("silence_id")
);

-- CreateIndex
CREATE INDEX "alarm_rules_shipped_for_idx" ON "alarm_rules"("shipped_for");

-- CreateIndex
CREATE UNIQUE INDEX "alarm_rules_scope_key_name_key" ON "alarm_rules"("scope_key", "name");

-- CreateIndex
CREATE INDEX "alarm_rule_states_cluster_id_idx" ON "alarm_rule_states"("cluster_id");

-- CreateIndex
CREATE UNIQUE INDEX "alarm_instances_open_key_key" ON "alarm_instances"("open_key");

-- CreateIndex
CREATE INDEX "alarm_instances_cluster_id_ended_at_idx" ON "alarm_instances"("cluster_id", "ended_at");

-- CreateIndex
CREATE INDEX "alarm_instances_rule_id_since_idx" ON "alarm_instances"("rule_id", "since");

-- CreateIndex
CREATE INDEX "alarm_instances_since_idx" ON "alarm_instances"("since");

-- CreateIndex
CREATE INDEX "alarm_instances_ended_at_idx" ON "alarm_instances"("ended_at");

-- CreateIndex
CREATE INDEX "alarm_events_instance_id_sequence_idx" ON "alarm_events"("instance_id", "sequence");

-- CreateIndex
CREATE INDEX "alarm_events_cluster_id_at_idx" ON "alarm_events"("cluster_id", "at");

-- CreateIndex
CREATE INDEX "alarm_events_at_idx" ON "alarm_events"("at");

-- CreateIndex
CREATE INDEX "alarm_notes_instance_id_at_idx" ON "alarm_notes"("instance_id", "at");

-- CreateIndex
CREATE INDEX "alarm_silences_ends_at_idx" ON "alarm_silences"("ends_at");

-- CreateIndex
CREATE INDEX "alarm_silences_cluster_id_idx" ON "alarm_silences"("cluster_id");

-- AddForeignKey
ALTER TABLE "alarm_rules" ADD CONSTRAINT "alarm_rules_shipped_for_fkey" FOREIGN KEY ("shipped_for") REFERENCES "clusters"("cluster_id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "alarm_rule_states" ADD CONSTRAINT "alarm_rule_states_rule_id_fkey" FOREIGN KEY ("rule_id") REFERENCES "alarm_rules"("rule_id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "alarm_rule_states" ADD CONSTRAINT "alarm_rule_states_cluster_id_fkey" FOREIGN KEY ("cluster_id") REFERENCES "clusters"("cluster_id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "alarm_clusters" ADD CONSTRAINT "alarm_clusters_cluster_id_fkey" FOREIGN KEY ("cluster_id") REFERENCES "clusters"("cluster_id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "alarm_instances" ADD CONSTRAINT "alarm_instances_cluster_id_fkey" FOREIGN KEY ("cluster_id") REFERENCES "clusters"("cluster_id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "alarm_events" ADD CONSTRAINT "alarm_events_instance_id_fkey" FOREIGN KEY ("instance_id") REFERENCES "alarm_instances"("instance_id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "alarm_notes" ADD CONSTRAINT "alarm_notes_instance_id_fkey" FOREIGN KEY ("instance_id") REFERENCES "alarm_instances"("instance_id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "alarm_silences" ADD CONSTRAINT "alarm_silences_cluster_id_fkey" FOREIGN KEY ("cluster_id") REFERENCES "clusters"("cluster_id") ON DELETE CASCADE ON UPDATE CASCADE;

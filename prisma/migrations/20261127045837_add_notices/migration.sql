-- CreateTable
CREATE TABLE "notice_channels" (
    "channel_id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "is_enabled" BOOLEAN NOT NULL DEFAULT true,
    "config" JSONB NOT NULL,
    "secrets" JSONB NOT NULL DEFAULT '{}',
    "rate_per_minute" INTEGER NOT NULL DEFAULT 30,
    "recent_at" TIMESTAMPTZ(3)[] DEFAULT ARRAY[]::TIMESTAMPTZ(3)[],
    "opens_at" TIMESTAMPTZ(3),
    "heartbeat_minutes" INTEGER,
    "heartbeat_due_at" TIMESTAMPTZ(3),
    "last_heartbeat_at" TIMESTAMPTZ(3),
    "last_success_at" TIMESTAMPTZ(3),
    "last_failure_at" TIMESTAMPTZ(3),
    "last_failure" TEXT,
    "failures" INTEGER NOT NULL DEFAULT 0,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "created_by" TEXT NOT NULL,
    "revision" INTEGER NOT NULL DEFAULT 1,

    CONSTRAINT "notice_channels_pkey" PRIMARY KEY ("channel_id")
);

-- CreateTable
CREATE TABLE "notice_policies" (
    "policy_id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "position" INTEGER NOT NULL,
    "is_default" BOOLEAN NOT NULL DEFAULT false,
    "is_enabled" BOOLEAN NOT NULL DEFAULT true,
    "matchers" JSONB NOT NULL DEFAULT '{}',
    "sends" TEXT NOT NULL DEFAULT 'ALL',
    "windows" JSONB NOT NULL DEFAULT '[]',
    "language" TEXT NOT NULL DEFAULT 'en',
    "group_by" TEXT[] DEFAULT ARRAY['cluster', 'rule']::TEXT[],
    "group_wait_ms" INTEGER NOT NULL DEFAULT 30000,
    "group_interval_ms" INTEGER NOT NULL DEFAULT 300000,
    "repeat_ms" INTEGER,
    "goes_on" BOOLEAN NOT NULL DEFAULT false,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "revision" INTEGER NOT NULL DEFAULT 1,

    CONSTRAINT "notice_policies_pkey" PRIMARY KEY ("policy_id")
);

-- CreateTable
CREATE TABLE "notice_policy_channels" (
    "policy_id" TEXT NOT NULL,
    "channel_id" TEXT NOT NULL,

    CONSTRAINT "notice_policy_channels_pkey" PRIMARY KEY ("policy_id","channel_id")
);

-- CreateTable
CREATE TABLE "notice_groups" (
    "policy_id" TEXT NOT NULL,
    "channel_id" TEXT NOT NULL,
    "group_key" TEXT NOT NULL,
    "due_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "notice_groups_pkey" PRIMARY KEY ("policy_id","channel_id","group_key")
);

-- CreateTable
CREATE TABLE "notice_deliveries" (
    "delivery_id" TEXT NOT NULL,
    "sequence" BIGSERIAL NOT NULL,
    "key" TEXT NOT NULL,
    "kind" TEXT NOT NULL DEFAULT 'NOTICE',
    "channel_id" TEXT,
    "channel_name" TEXT NOT NULL,
    "channel_kind" TEXT NOT NULL,
    "policy_id" TEXT,
    "policy_name" TEXT,
    "language" TEXT NOT NULL DEFAULT 'en',
    "event_id" TEXT,
    "instance_id" TEXT,
    "rule_id" TEXT,
    "rule_name" TEXT,
    "cluster_id" TEXT,
    "transition" TEXT,
    "severity" TEXT,
    "notice" JSONB,
    "group_key" TEXT NOT NULL,
    "state" TEXT NOT NULL DEFAULT 'QUEUED',
    "muted_by" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "due_at" TIMESTAMPTZ(3) NOT NULL,
    "message_id" TEXT,
    "is_digest" BOOLEAN NOT NULL DEFAULT false,
    "holder" TEXT,
    "lease_ends_at" TIMESTAMPTZ(3),
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "sent_at" TIMESTAMPTZ(3),
    "answer_code" INTEGER,
    "answer" TEXT,
    "error" TEXT,
    "duration_ms" INTEGER,
    "platform_id" TEXT,
    "resent_from" TEXT,

    CONSTRAINT "notice_deliveries_pkey" PRIMARY KEY ("delivery_id")
);

-- CreateIndex
CREATE UNIQUE INDEX "notice_channels_name_key" ON "notice_channels"("name");

-- CreateIndex
CREATE UNIQUE INDEX "notice_policies_name_key" ON "notice_policies"("name");

-- CreateIndex
CREATE INDEX "notice_policies_position_idx" ON "notice_policies"("position");

-- CreateIndex
CREATE INDEX "notice_policy_channels_channel_id_idx" ON "notice_policy_channels"("channel_id");

-- CreateIndex
CREATE INDEX "notice_groups_channel_id_idx" ON "notice_groups"("channel_id");

-- CreateIndex
CREATE INDEX "notice_groups_due_at_idx" ON "notice_groups"("due_at");

-- CreateIndex
CREATE UNIQUE INDEX "notice_deliveries_sequence_key" ON "notice_deliveries"("sequence");

-- CreateIndex
CREATE UNIQUE INDEX "notice_deliveries_key_key" ON "notice_deliveries"("key");

-- CreateIndex
CREATE INDEX "notice_deliveries_channel_id_state_due_at_idx" ON "notice_deliveries"("channel_id", "state", "due_at");

-- CreateIndex
CREATE INDEX "notice_deliveries_state_due_at_idx" ON "notice_deliveries"("state", "due_at");

-- CreateIndex
CREATE INDEX "notice_deliveries_channel_id_instance_id_sequence_idx" ON "notice_deliveries"("channel_id", "instance_id", "sequence");

-- CreateIndex
CREATE INDEX "notice_deliveries_message_id_idx" ON "notice_deliveries"("message_id");

-- CreateIndex
CREATE INDEX "notice_deliveries_cluster_id_created_at_idx" ON "notice_deliveries"("cluster_id", "created_at");

-- CreateIndex
CREATE INDEX "notice_deliveries_created_at_idx" ON "notice_deliveries"("created_at");

-- AddForeignKey
ALTER TABLE "notice_policy_channels" ADD CONSTRAINT "notice_policy_channels_policy_id_fkey" FOREIGN KEY ("policy_id") REFERENCES "notice_policies"("policy_id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "notice_policy_channels" ADD CONSTRAINT "notice_policy_channels_channel_id_fkey" FOREIGN KEY ("channel_id") REFERENCES "notice_channels"("channel_id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "notice_groups" ADD CONSTRAINT "notice_groups_policy_id_fkey" FOREIGN KEY ("policy_id") REFERENCES "notice_policies"("policy_id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "notice_groups" ADD CONSTRAINT "notice_groups_channel_id_fkey" FOREIGN KEY ("channel_id") REFERENCES "notice_channels"("channel_id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "notice_deliveries" ADD CONSTRAINT "notice_deliveries_channel_id_fkey" FOREIGN KEY ("channel_id") REFERENCES "notice_channels"("channel_id") ON DELETE SET NULL ON UPDATE CASCADE;

-- A policy that every alarm meets in the end always exists; it names no channel until there is one.
INSERT INTO "notice_policies" ("policy_id", "name", "position", "is_default") VALUES ('default', 'Default', 1000000, true);

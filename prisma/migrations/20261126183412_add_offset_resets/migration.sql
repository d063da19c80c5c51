-- CreateTable
CREATE TABLE "offset_previews" (
    "preview_id" TEXT NOT NULL,
    "cluster_id" TEXT NOT NULL,
    "group_name" TEXT NOT NULL,
    "actor_id" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "used_at" TIMESTAMPTZ(3),
    "scope" JSONB NOT NULL,
    "target" JSONB NOT NULL,
    "plan" JSONB NOT NULL,

    CONSTRAINT "offset_previews_pkey" PRIMARY KEY ("preview_id")
);

-- CreateTable
CREATE TABLE "offset_resets" (
    "reset_id" TEXT NOT NULL,
    "cluster_id" TEXT NOT NULL,
    "group_name" TEXT NOT NULL,
    "snapshot_id" TEXT,
    "reset_by" TEXT NOT NULL,
    "reason" TEXT,
    "target" JSONB NOT NULL,
    "mechanism" TEXT NOT NULL,
    "was_online" BOOLEAN NOT NULL,
    "started_at" TIMESTAMPTZ(3) NOT NULL,
    "applied_at" TIMESTAMPTZ(3),
    "queues" JSONB NOT NULL,
    "checks_done" INTEGER NOT NULL DEFAULT 0,
    "checked_at" TIMESTAMPTZ(3),
    "next_check_at" TIMESTAMPTZ(3),
    "expires_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "offset_resets_pkey" PRIMARY KEY ("reset_id")
);

-- CreateIndex
CREATE INDEX "offset_previews_expires_at_idx" ON "offset_previews"("expires_at");

-- CreateIndex
CREATE INDEX "offset_previews_cluster_id_idx" ON "offset_previews"("cluster_id");

-- CreateIndex
CREATE INDEX "offset_resets_cluster_id_group_name_started_at_idx" ON "offset_resets"("cluster_id", "group_name", "started_at");

-- CreateIndex
CREATE INDEX "offset_resets_next_check_at_idx" ON "offset_resets"("next_check_at");

-- CreateIndex
CREATE INDEX "offset_resets_expires_at_idx" ON "offset_resets"("expires_at");

-- AddForeignKey
ALTER TABLE "offset_previews" ADD CONSTRAINT "offset_previews_cluster_id_fkey" FOREIGN KEY ("cluster_id") REFERENCES "clusters"("cluster_id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "offset_resets" ADD CONSTRAINT "offset_resets_cluster_id_fkey" FOREIGN KEY ("cluster_id") REFERENCES "clusters"("cluster_id") ON DELETE CASCADE ON UPDATE CASCADE;

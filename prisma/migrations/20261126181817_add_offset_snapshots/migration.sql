-- CreateTable
CREATE TABLE "offset_snapshots" (
    "snapshot_id" TEXT NOT NULL,
    "cluster_id" TEXT NOT NULL,
    "group_name" TEXT NOT NULL,
    "taken_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "taken_by" TEXT NOT NULL,
    "why" TEXT NOT NULL,
    "offsets" JSONB NOT NULL,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "offset_snapshots_pkey" PRIMARY KEY ("snapshot_id")
);

-- CreateIndex
CREATE INDEX "offset_snapshots_cluster_id_group_name_taken_at_idx" ON "offset_snapshots"("cluster_id", "group_name", "taken_at");

-- CreateIndex
CREATE INDEX "offset_snapshots_expires_at_idx" ON "offset_snapshots"("expires_at");

-- AddForeignKey
ALTER TABLE "offset_snapshots" ADD CONSTRAINT "offset_snapshots_cluster_id_fkey" FOREIGN KEY ("cluster_id") REFERENCES "clusters"("cluster_id") ON DELETE CASCADE ON UPDATE CASCADE;

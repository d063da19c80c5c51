-- AlterTable
ALTER TABLE "worker_processes" ADD COLUMN     "metrics" JSONB NOT NULL DEFAULT '[]';

-- CreateTable
CREATE TABLE "sampler_settings" (
    "cluster_id" TEXT NOT NULL,
    "period_seconds" INTEGER,
    "is_paused" BOOLEAN NOT NULL DEFAULT false,

    CONSTRAINT "sampler_settings_pkey" PRIMARY KEY ("cluster_id")
);

-- AddForeignKey
ALTER TABLE "sampler_settings" ADD CONSTRAINT "sampler_settings_cluster_id_fkey" FOREIGN KEY ("cluster_id") REFERENCES "clusters"("cluster_id") ON DELETE CASCADE ON UPDATE CASCADE;

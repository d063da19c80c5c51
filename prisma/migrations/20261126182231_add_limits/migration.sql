-- AlterTable
ALTER TABLE "resource_metadata" ADD COLUMN     "max_groups" INTEGER,
ADD COLUMN     "max_topics" INTEGER;

-- CreateTable
CREATE TABLE "cluster_limits" (
    "cluster_id" TEXT NOT NULL,
    "max_topics" INTEGER,
    "max_groups" INTEGER,
    "topic_queues_min" INTEGER NOT NULL DEFAULT 1,
    "topic_queues_max" INTEGER NOT NULL DEFAULT 64,
    "topic_name_pattern" TEXT,
    "topic_name_hint" TEXT,
    "group_name_pattern" TEXT,
    "group_name_hint" TEXT,
    "revision" INTEGER NOT NULL DEFAULT 1,

    CONSTRAINT "cluster_limits_pkey" PRIMARY KEY ("cluster_id")
);

-- AddForeignKey
ALTER TABLE "cluster_limits" ADD CONSTRAINT "cluster_limits_cluster_id_fkey" FOREIGN KEY ("cluster_id") REFERENCES "clusters"("cluster_id") ON DELETE CASCADE ON UPDATE CASCADE;

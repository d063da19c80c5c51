-- CreateTable
CREATE TABLE "name_server_agreements" (
    "cluster_id" TEXT NOT NULL,
    "compared_at" TIMESTAMPTZ(3),
    "completed_at" TIMESTAMPTZ(3),
    "cursor" TEXT,
    "topics" INTEGER NOT NULL DEFAULT 0,
    "compared_topics" INTEGER NOT NULL DEFAULT 0,
    "differences" JSONB NOT NULL DEFAULT '[]',
    "difference_count" INTEGER NOT NULL DEFAULT 0,
    "silent" JSONB NOT NULL DEFAULT '[]',

    CONSTRAINT "name_server_agreements_pkey" PRIMARY KEY ("cluster_id")
);

-- AddForeignKey
ALTER TABLE "name_server_agreements" ADD CONSTRAINT "name_server_agreements_cluster_id_fkey" FOREIGN KEY ("cluster_id") REFERENCES "clusters"("cluster_id") ON DELETE CASCADE ON UPDATE CASCADE;

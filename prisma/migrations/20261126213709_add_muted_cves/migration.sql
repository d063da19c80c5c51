-- CreateTable
CREATE TABLE "muted_cves" (
    "cluster_id" TEXT NOT NULL,
    "cve" TEXT NOT NULL,
    "reason" TEXT NOT NULL,
    "muted_by" TEXT NOT NULL,
    "muted_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "muted_cves_pkey" PRIMARY KEY ("cluster_id","cve")
);

-- AddForeignKey
ALTER TABLE "muted_cves" ADD CONSTRAINT "muted_cves_cluster_id_fkey" FOREIGN KEY ("cluster_id") REFERENCES "clusters"("cluster_id") ON DELETE CASCADE ON UPDATE CASCADE;

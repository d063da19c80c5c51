-- CreateTable
CREATE TABLE "diagnoses" (
    "diagnosis_id" TEXT NOT NULL,
    "cluster_id" TEXT NOT NULL,
    "group_name" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "by" TEXT NOT NULL,
    "duration_ms" INTEGER NOT NULL,
    "lines" JSON NOT NULL,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "diagnoses_pkey" PRIMARY KEY ("diagnosis_id")
);

-- CreateIndex
CREATE INDEX "diagnoses_cluster_id_group_name_at_idx" ON "diagnoses"("cluster_id", "group_name", "at");

-- CreateIndex
CREATE INDEX "diagnoses_expires_at_idx" ON "diagnoses"("expires_at");

-- AddForeignKey
ALTER TABLE "diagnoses" ADD CONSTRAINT "diagnoses_cluster_id_fkey" FOREIGN KEY ("cluster_id") REFERENCES "clusters"("cluster_id") ON DELETE CASCADE ON UPDATE CASCADE;

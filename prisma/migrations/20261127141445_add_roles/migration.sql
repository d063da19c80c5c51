-- AlterTable
ALTER TABLE "cluster_limits" ADD COLUMN     "max_roles" INTEGER;

-- CreateTable
CREATE TABLE "role_records" (
    "cluster_id" TEXT NOT NULL,
    "role_name" TEXT NOT NULL,
    "wish" JSONB,
    "pending_on" TEXT[],
    "row_remarks" JSONB NOT NULL DEFAULT '{}',
    "modified_at" TIMESTAMPTZ(3),
    "key_set_at" TIMESTAMPTZ(3),

    CONSTRAINT "role_records_pkey" PRIMARY KEY ("cluster_id","role_name")
);

-- CreateTable
CREATE TABLE "role_settings" (
    "cluster_id" TEXT NOT NULL,
    "key_max_age_days" INTEGER,

    CONSTRAINT "role_settings_pkey" PRIMARY KEY ("cluster_id")
);

-- CreateTable
CREATE TABLE "role_comparisons" (
    "cluster_id" TEXT NOT NULL,
    "compared_at" TIMESTAMPTZ(3) NOT NULL,
    "differing" INTEGER,

    CONSTRAINT "role_comparisons_pkey" PRIMARY KEY ("cluster_id")
);

-- AddForeignKey
ALTER TABLE "role_records" ADD CONSTRAINT "role_records_cluster_id_fkey" FOREIGN KEY ("cluster_id") REFERENCES "clusters"("cluster_id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "role_settings" ADD CONSTRAINT "role_settings_cluster_id_fkey" FOREIGN KEY ("cluster_id") REFERENCES "clusters"("cluster_id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "role_comparisons" ADD CONSTRAINT "role_comparisons_cluster_id_fkey" FOREIGN KEY ("cluster_id") REFERENCES "clusters"("cluster_id") ON DELETE CASCADE ON UPDATE CASCADE;

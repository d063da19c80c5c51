-- AlterTable
ALTER TABLE "cluster_limits" ADD COLUMN     "max_export_messages" INTEGER NOT NULL DEFAULT 100000,
ADD COLUMN     "max_scan_messages" INTEGER NOT NULL DEFAULT 1000000,
ADD COLUMN     "max_test_body_bytes" INTEGER NOT NULL DEFAULT 262144;

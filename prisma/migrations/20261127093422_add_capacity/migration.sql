-- AlterTable
ALTER TABLE "cluster_limits" ADD COLUMN     "capacity_in_tps" INTEGER,
ADD COLUMN     "capacity_out_tps" INTEGER;

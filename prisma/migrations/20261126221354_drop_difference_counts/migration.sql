-- AlterTable
ALTER TABLE "name_server_agreements" DROP COLUMN "difference_count";

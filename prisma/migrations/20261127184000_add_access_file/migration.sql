-- AlterTable
ALTER TABLE "sign_in_providers" ADD COLUMN     "is_from_file" BOOLEAN NOT NULL DEFAULT false;

-- AlterTable
ALTER TABLE "permission_sets" ADD COLUMN     "is_from_file" BOOLEAN NOT NULL DEFAULT false;

-- AlterTable
ALTER TABLE "grants" ADD COLUMN     "is_from_file" BOOLEAN NOT NULL DEFAULT false;

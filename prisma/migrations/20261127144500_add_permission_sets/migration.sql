-- AlterTable
ALTER TABLE "alarm_rules" ADD COLUMN     "bound_to" TEXT;

-- AlterTable
ALTER TABLE "sessions" ADD COLUMN     "simulated_user_id" TEXT;

-- AlterTable
ALTER TABLE "users" ADD COLUMN IF NOT EXISTS     "provider_groups" JSONB NOT NULL DEFAULT '[]';

-- AlterTable
ALTER TABLE "diagnoses" ADD COLUMN     "actor_id" TEXT NOT NULL DEFAULT '';

-- CreateTable
CREATE TABLE "permission_sets" (
    "name" TEXT NOT NULL,
    "description" TEXT NOT NULL DEFAULT '',
    "permissions" TEXT[],
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "created_by" TEXT NOT NULL,
    "revision" INTEGER NOT NULL DEFAULT 1,

    CONSTRAINT "permission_sets_pkey" PRIMARY KEY ("name")
);

-- CreateIndex
CREATE INDEX "grants_provider_group_idx" ON "grants"("provider_group");

-- CreateIndex
CREATE INDEX "grants_permission_set_idx" ON "grants"("permission_set");

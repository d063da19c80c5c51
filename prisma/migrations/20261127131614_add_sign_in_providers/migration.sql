-- AlterTable
ALTER TABLE "api_tokens" ADD COLUMN     "created_by" TEXT,
ALTER COLUMN "owner_id" DROP NOT NULL;

-- AlterTable
ALTER TABLE "grants" ADD COLUMN     "matched" TEXT,
ADD COLUMN     "provider_id" TEXT;

-- AlterTable
ALTER TABLE "sessions" ADD COLUMN     "provider_id" TEXT;

-- AlterTable
ALTER TABLE "users" ADD COLUMN     "allowed_cidrs" TEXT[] DEFAULT ARRAY[]::TEXT[],
ADD COLUMN IF NOT EXISTS "provider_groups" JSONB NOT NULL DEFAULT '[]';

-- CreateTable
CREATE TABLE "sign_in_providers" (
    "provider_id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "is_enabled" BOOLEAN NOT NULL DEFAULT false,
    "creates_users" BOOLEAN NOT NULL DEFAULT false,
    "config" JSONB NOT NULL,
    "secrets" JSONB NOT NULL DEFAULT '{}',
    "default_grant" JSONB,
    "rules" JSONB NOT NULL DEFAULT '[]',
    "last_success_at" TIMESTAMPTZ(3),
    "last_failure_at" TIMESTAMPTZ(3),
    "last_failure" JSONB,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "created_by" TEXT NOT NULL,
    "revision" INTEGER NOT NULL DEFAULT 1,

    CONSTRAINT "sign_in_providers_pkey" PRIMARY KEY ("provider_id")
);

-- CreateTable
CREATE TABLE "sign_in_attempts" (
    "state_hash" TEXT NOT NULL,
    "browser_hash" TEXT NOT NULL,
    "provider_id" TEXT NOT NULL,
    "nonce" TEXT NOT NULL,
    "code_verifier" TEXT NOT NULL,
    "return_path" TEXT NOT NULL,
    "test_id" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "sign_in_attempts_pkey" PRIMARY KEY ("state_hash")
);

-- CreateTable
CREATE TABLE "sign_in_tests" (
    "test_id" TEXT NOT NULL,
    "provider_id" TEXT NOT NULL,
    "started_by" TEXT NOT NULL,
    "result" JSONB,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "sign_in_tests_pkey" PRIMARY KEY ("test_id")
);

-- CreateTable
CREATE TABLE "password_links" (
    "link_hash" TEXT NOT NULL,
    "user_id" TEXT NOT NULL,
    "created_by" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "password_links_pkey" PRIMARY KEY ("link_hash")
);

-- CreateIndex
CREATE UNIQUE INDEX "sign_in_providers_name_key" ON "sign_in_providers"("name");

-- CreateIndex
CREATE INDEX "password_links_user_id_idx" ON "password_links"("user_id");

-- AddForeignKey
ALTER TABLE "sign_in_attempts" ADD CONSTRAINT "sign_in_attempts_provider_id_fkey" FOREIGN KEY ("provider_id") REFERENCES "sign_in_providers"("provider_id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "sign_in_tests" ADD CONSTRAINT "sign_in_tests_provider_id_fkey" FOREIGN KEY ("provider_id") REFERENCES "sign_in_providers"("provider_id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "password_links" ADD CONSTRAINT "password_links_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "users"("id") ON DELETE CASCADE ON UPDATE CASCADE;

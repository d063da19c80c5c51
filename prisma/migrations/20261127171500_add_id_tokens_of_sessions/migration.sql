-- AlterTable
ALTER TABLE "sealed_secrets" ADD COLUMN     "session_id" TEXT;

-- CreateIndex
CREATE UNIQUE INDEX "sealed_secrets_session_id_key" ON "sealed_secrets"("session_id");

-- AddForeignKey
ALTER TABLE "sealed_secrets" ADD CONSTRAINT "sealed_secrets_session_id_fkey" FOREIGN KEY ("session_id") REFERENCES "sessions"("id") ON DELETE CASCADE ON UPDATE CASCADE;

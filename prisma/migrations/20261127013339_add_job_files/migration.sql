-- AlterTable
ALTER TABLE "jobs" ADD COLUMN     "bytes" BIGINT NOT NULL DEFAULT 0;

-- CreateTable
CREATE TABLE "job_file_pieces" (
    "job_id" INTEGER NOT NULL,
    "part" INTEGER NOT NULL,
    "piece" INTEGER NOT NULL,
    "rows" INTEGER NOT NULL,
    "bytes" INTEGER NOT NULL,
    "content" BYTEA NOT NULL,

    CONSTRAINT "job_file_pieces_pkey" PRIMARY KEY ("job_id","part","piece")
);

-- AddForeignKey
ALTER TABLE "job_file_pieces" ADD CONSTRAINT "job_file_pieces_job_id_fkey" FOREIGN KEY ("job_id") REFERENCES "jobs"("job_id") ON DELETE CASCADE ON UPDATE CASCADE;

-- CreateTable
CREATE TABLE "jobs" (
    "job_id" SERIAL NOT NULL,
    "cluster_id" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "source" TEXT NOT NULL DEFAULT '',
    "reason" TEXT,
    "actor_kind" TEXT NOT NULL,
    "actor_id" TEXT NOT NULL,
    "actor_name" TEXT NOT NULL,
    "user_id" TEXT NOT NULL,
    "token_id" TEXT,
    "address" TEXT,
    "agent" TEXT,
    "request_id" TEXT NOT NULL,
    "state" TEXT NOT NULL DEFAULT 'QUEUED',
    "state_reason" JSONB,
    "input" JSONB NOT NULL,
    "total" INTEGER NOT NULL,
    "done" INTEGER NOT NULL DEFAULT 0,
    "failed" INTEGER NOT NULL DEFAULT 0,
    "skipped" INTEGER NOT NULL DEFAULT 0,
    "unknown" INTEGER NOT NULL DEFAULT 0,
    "rate_per_second" INTEGER NOT NULL,
    "last_item" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "queued_at" TIMESTAMPTZ(3),
    "started_at" TIMESTAMPTZ(3),
    "ended_at" TIMESTAMPTZ(3),
    "run_started_at" TIMESTAMPTZ(3),
    "run_items_before" INTEGER NOT NULL DEFAULT 0,
    "holder" TEXT,
    "holder_seen_at" TIMESTAMPTZ(3),
    "expires_at" TIMESTAMPTZ(3),

    CONSTRAINT "jobs_pkey" PRIMARY KEY ("job_id")
);

-- CreateTable
CREATE TABLE "job_items" (
    "job_id" INTEGER NOT NULL,
    "index" INTEGER NOT NULL,
    "target" TEXT NOT NULL,
    "input" JSONB,
    "outcome" TEXT,
    "code" TEXT,
    "remark" TEXT,
    "at" TIMESTAMPTZ(3),

    CONSTRAINT "job_items_pkey" PRIMARY KEY ("job_id","index")
);

-- CreateIndex
CREATE INDEX "jobs_cluster_id_job_id_idx" ON "jobs"("cluster_id", "job_id");

-- CreateIndex
CREATE INDEX "jobs_state_idx" ON "jobs"("state");

-- CreateIndex
CREATE INDEX "jobs_expires_at_idx" ON "jobs"("expires_at");

-- CreateIndex
CREATE INDEX "job_items_job_id_outcome_index_idx" ON "job_items"("job_id", "outcome", "index");

-- AddForeignKey
ALTER TABLE "jobs" ADD CONSTRAINT "jobs_cluster_id_fkey" FOREIGN KEY ("cluster_id") REFERENCES "clusters"("cluster_id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "job_items" ADD CONSTRAINT "job_items_job_id_fkey" FOREIGN KEY ("job_id") REFERENCES "jobs"("job_id") ON DELETE CASCADE ON UPDATE CASCADE;

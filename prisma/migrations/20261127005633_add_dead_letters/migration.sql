-- CreateTable
CREATE TABLE "dead_letter_marks" (
    "cluster_id" TEXT NOT NULL,
    "group_name" TEXT NOT NULL,
    "origin_id" TEXT NOT NULL,
    "handled_at" TIMESTAMPTZ(3),
    "handled_by" TEXT,
    "note" TEXT,
    "note_at" TIMESTAMPTZ(3),
    "note_by" TEXT,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "dead_letter_marks_pkey" PRIMARY KEY ("cluster_id","group_name","origin_id")
);

-- CreateTable
CREATE TABLE "dead_letter_resends" (
    "resend_id" SERIAL NOT NULL,
    "cluster_id" TEXT NOT NULL,
    "group_name" TEXT NOT NULL,
    "origin_id" TEXT NOT NULL,
    "letter_id" TEXT NOT NULL,
    "letter_at" TIMESTAMPTZ(3) NOT NULL,
    "resent_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "resent_by" TEXT NOT NULL,
    "job_id" INTEGER,
    "reason" TEXT,
    "target" TEXT NOT NULL,
    "topic_name" TEXT NOT NULL,
    "broker_name" TEXT NOT NULL,
    "queue_id" INTEGER NOT NULL,
    "queue_offset" BIGINT,
    "offset_msg_id" TEXT,
    "uniq_key" TEXT NOT NULL,
    "state" TEXT NOT NULL DEFAULT 'SENDING',
    "error" TEXT,
    "consumed_at" TIMESTAMPTZ(3),
    "settles_at" TIMESTAMPTZ(3),
    "next_check_at" TIMESTAMPTZ(3),
    "expires_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "dead_letter_resends_pkey" PRIMARY KEY ("resend_id")
);

-- CreateIndex
CREATE INDEX "dead_letter_marks_expires_at_idx" ON "dead_letter_marks"("expires_at");

-- CreateIndex
CREATE INDEX "dead_letter_resends_cluster_id_group_name_origin_id_idx" ON "dead_letter_resends"("cluster_id", "group_name", "origin_id");

-- CreateIndex
CREATE INDEX "dead_letter_resends_next_check_at_idx" ON "dead_letter_resends"("next_check_at");

-- CreateIndex
CREATE INDEX "dead_letter_resends_expires_at_idx" ON "dead_letter_resends"("expires_at");

-- AddForeignKey
ALTER TABLE "dead_letter_marks" ADD CONSTRAINT "dead_letter_marks_cluster_id_fkey" FOREIGN KEY ("cluster_id") REFERENCES "clusters"("cluster_id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "dead_letter_resends" ADD CONSTRAINT "dead_letter_resends_cluster_id_fkey" FOREIGN KEY ("cluster_id") REFERENCES "clusters"("cluster_id") ON DELETE CASCADE ON UPDATE CASCADE;

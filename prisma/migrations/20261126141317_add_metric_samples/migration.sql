-- CreateTable
CREATE TABLE "cluster_samples" (
    "cluster_id" TEXT NOT NULL,
    "part" TEXT NOT NULL,
    "measured_at" TIMESTAMPTZ(3) NOT NULL,
    "content" BYTEA NOT NULL,

    CONSTRAINT "cluster_samples_pkey" PRIMARY KEY ("cluster_id","part")
);

-- CreateTable
CREATE TABLE "metric_series" (
    "series_id" SERIAL NOT NULL,
    "cluster_id" TEXT NOT NULL,
    "metric" TEXT NOT NULL,
    "scope" TEXT NOT NULL,
    "broker_name" TEXT NOT NULL DEFAULT '',
    "topic_name" TEXT NOT NULL DEFAULT '',
    "group_name" TEXT NOT NULL DEFAULT '',
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "metric_series_pkey" PRIMARY KEY ("series_id")
);

-- CreateTable
CREATE TABLE "metric_samples_1m" (
    "series_id" INTEGER NOT NULL,
    "at" TIMESTAMPTZ(0) NOT NULL,
    "value" DOUBLE PRECISION,

    CONSTRAINT "metric_samples_1m_pkey" PRIMARY KEY ("series_id","at")
)
-- The schema language cannot say it: one partition per day, made ahead and dropped by the worker.
PARTITION BY RANGE ("at");

-- CreateIndex
CREATE UNIQUE INDEX "metric_series_cluster_id_metric_scope_broker_name_topic_nam_key" ON "metric_series"("cluster_id", "metric", "scope", "broker_name", "topic_name", "group_name");

-- AddForeignKey
ALTER TABLE "cluster_samples" ADD CONSTRAINT "cluster_samples_cluster_id_fkey" FOREIGN KEY ("cluster_id") REFERENCES "clusters"("cluster_id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "metric_series" ADD CONSTRAINT "metric_series_cluster_id_fkey" FOREIGN KEY ("cluster_id") REFERENCES "clusters"("cluster_id") ON DELETE CASCADE ON UPDATE CASCADE;

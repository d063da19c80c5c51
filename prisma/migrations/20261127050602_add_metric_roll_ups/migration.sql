-- DropIndex
DROP INDEX "metric_series_cluster_id_metric_scope_broker_name_topic_nam_key";

-- AlterTable
ALTER TABLE "metric_series" ADD COLUMN     "client_id" TEXT NOT NULL DEFAULT '',
ADD COLUMN     "deleted_at" TIMESTAMPTZ(3),
ADD COLUMN     "namespace" TEXT NOT NULL DEFAULT '',
ADD COLUMN     "part" TEXT NOT NULL DEFAULT '';

-- CreateTable
CREATE TABLE "metric_stores" (
    "cluster_id" TEXT NOT NULL,
    "store_no" SERIAL NOT NULL,
    "minute_days" INTEGER NOT NULL DEFAULT 7,
    "five_minute_days" INTEGER NOT NULL DEFAULT 30,
    "hour_days" INTEGER NOT NULL DEFAULT 400,
    "five_minute_until" TIMESTAMPTZ(0),
    "hour_until" TIMESTAMPTZ(0),
    "dropped_series" INTEGER NOT NULL DEFAULT 0,

    CONSTRAINT "metric_stores_pkey" PRIMARY KEY ("cluster_id")
);

-- CreateTable
CREATE TABLE "metric_sources" (
    "cluster_id" TEXT NOT NULL,
    "metric" TEXT NOT NULL,
    "scope" TEXT NOT NULL,
    "broker_name" TEXT NOT NULL DEFAULT '',
    "at" TIMESTAMPTZ(0) NOT NULL,
    "source" TEXT NOT NULL,

    CONSTRAINT "metric_sources_pkey" PRIMARY KEY ("cluster_id","metric","scope","broker_name","at")
);

-- CreateTable
CREATE TABLE "metric_samples_5m" (
    "store_no" INTEGER NOT NULL,
    "series_id" INTEGER NOT NULL,
    "at" TIMESTAMPTZ(0) NOT NULL,
    "sum" DOUBLE PRECISION,
    "min" DOUBLE PRECISION,
    "max" DOUBLE PRECISION,
    "last" DOUBLE PRECISION,
    "count" SMALLINT NOT NULL,
    "sums" DOUBLE PRECISION[],
    "mins" DOUBLE PRECISION[],
    "maxs" DOUBLE PRECISION[],
    "lasts" DOUBLE PRECISION[],
    "counts" SMALLINT[],

    CONSTRAINT "metric_samples_5m_pkey" PRIMARY KEY ("store_no","series_id","at")
)
-- The schema language cannot say it.
PARTITION BY RANGE ("store_no", "at");

-- CreateTable
CREATE TABLE "metric_samples_1h" (
    "store_no" INTEGER NOT NULL,
    "series_id" INTEGER NOT NULL,
    "at" TIMESTAMPTZ(0) NOT NULL,
    "sum" DOUBLE PRECISION,
    "min" DOUBLE PRECISION,
    "max" DOUBLE PRECISION,
    "last" DOUBLE PRECISION,
    "count" SMALLINT NOT NULL,
    "sums" DOUBLE PRECISION[],
    "mins" DOUBLE PRECISION[],
    "maxs" DOUBLE PRECISION[],
    "lasts" DOUBLE PRECISION[],
    "counts" SMALLINT[],

    CONSTRAINT "metric_samples_1h_pkey" PRIMARY KEY ("store_no","series_id","at")
)
-- The schema language cannot say it.
PARTITION BY RANGE ("store_no", "at");

-- CreateIndex
CREATE UNIQUE INDEX "metric_stores_store_no_key" ON "metric_stores"("store_no");

-- CreateIndex
CREATE UNIQUE INDEX "metric_series_names" ON "metric_series"("cluster_id", "metric", "scope", "topic_name", "group_name", "broker_name", "namespace", "client_id", "part");

-- AddForeignKey
ALTER TABLE "metric_stores" ADD CONSTRAINT "metric_stores_cluster_id_fkey" FOREIGN KEY ("cluster_id") REFERENCES "clusters"("cluster_id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "metric_sources" ADD CONSTRAINT "metric_sources_cluster_id_fkey" FOREIGN KEY ("cluster_id") REFERENCES "clusters"("cluster_id") ON DELETE CASCADE ON UPDATE CASCADE;

-- A partition per cluster and day instead of one per day, so that each cluster has its own retention. What is stored moves along.
ALTER TABLE "metric_samples_1m" RENAME TO "metric_samples_1m_before";
ALTER TABLE "metric_samples_1m_before" RENAME CONSTRAINT "metric_samples_1m_pkey" TO "metric_samples_1m_before_pkey";

-- CreateTable
CREATE TABLE "metric_samples_1m" (
    "store_no" INTEGER NOT NULL,
    "series_id" INTEGER NOT NULL,
    "at" TIMESTAMPTZ(0) NOT NULL,
    "value" DOUBLE PRECISION,

    CONSTRAINT "metric_samples_1m_pkey" PRIMARY KEY ("store_no","series_id","at")
)
PARTITION BY RANGE ("store_no", "at");

INSERT INTO "metric_stores" ("cluster_id") SELECT DISTINCT "cluster_id" FROM "metric_series";

DO $$
DECLARE
  part record;
BEGIN
  FOR part IN
    SELECT "store_no", date_trunc('day', "at" AT TIME ZONE 'UTC') AS day
    FROM "metric_samples_1m_before" JOIN "metric_series" USING ("series_id") JOIN "metric_stores" USING ("cluster_id")
    GROUP BY 1, 2
  LOOP
    EXECUTE format(
      'CREATE TABLE %I PARTITION OF "metric_samples_1m" FOR VALUES FROM (%s, %L) TO (%s, %L)',
      'metric_samples_1m_' || part.store_no || '_' || to_char(part.day, 'YYYYMMDD'),
      part.store_no, to_char(part.day, 'YYYY-MM-DD"T00:00:00Z"'),
      part.store_no, to_char(part.day + interval '1 day', 'YYYY-MM-DD"T00:00:00Z"')
    );
  END LOOP;
END $$;

INSERT INTO "metric_samples_1m" ("store_no", "series_id", "at", "value")
SELECT "store_no", "series_id", "at", "value"
FROM "metric_samples_1m_before" JOIN "metric_series" USING ("series_id") JOIN "metric_stores" USING ("cluster_id");

DROP TABLE "metric_samples_1m_before";

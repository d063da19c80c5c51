-- CreateTable
CREATE TABLE "message_links" (
    "link_id" TEXT NOT NULL,
    "cluster_id" TEXT NOT NULL,
    "query" TEXT NOT NULL,
    "shared_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "message_links_pkey" PRIMARY KEY ("cluster_id","link_id")
);

-- CreateIndex
CREATE INDEX "message_links_shared_at_idx" ON "message_links"("shared_at");

-- AddForeignKey
ALTER TABLE "message_links" ADD CONSTRAINT "message_links_cluster_id_fkey" FOREIGN KEY ("cluster_id") REFERENCES "clusters"("cluster_id") ON DELETE CASCADE ON UPDATE CASCADE;

-- CreateTable
CREATE TABLE "saved_views" (
    "saved_view_id" TEXT NOT NULL,
    "owner_id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "view_id" TEXT NOT NULL,
    "path" TEXT NOT NULL,
    "query" TEXT NOT NULL,
    "layout" JSONB NOT NULL,
    "is_shared" BOOLEAN NOT NULL DEFAULT false,
    "cluster_id" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,
    "revision" INTEGER NOT NULL DEFAULT 1,

    CONSTRAINT "saved_views_pkey" PRIMARY KEY ("saved_view_id")
);

-- CreateTable
CREATE TABLE "saved_view_pins" (
    "user_id" TEXT NOT NULL,
    "saved_view_id" TEXT NOT NULL,
    "pinned_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "saved_view_pins_pkey" PRIMARY KEY ("user_id","saved_view_id")
);

-- CreateIndex
CREATE INDEX "saved_views_is_shared_name_idx" ON "saved_views"("is_shared", "name");

-- CreateIndex
CREATE INDEX "saved_views_cluster_id_idx" ON "saved_views"("cluster_id");

-- CreateIndex
CREATE UNIQUE INDEX "saved_views_owner_id_path_view_id_name_key" ON "saved_views"("owner_id", "path", "view_id", "name");

-- CreateIndex
CREATE INDEX "saved_view_pins_saved_view_id_idx" ON "saved_view_pins"("saved_view_id");

-- AddForeignKey
ALTER TABLE "saved_views" ADD CONSTRAINT "saved_views_owner_id_fkey" FOREIGN KEY ("owner_id") REFERENCES "users"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "saved_views" ADD CONSTRAINT "saved_views_cluster_id_fkey" FOREIGN KEY ("cluster_id") REFERENCES "clusters"("cluster_id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "saved_view_pins" ADD CONSTRAINT "saved_view_pins_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "users"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "saved_view_pins" ADD CONSTRAINT "saved_view_pins_saved_view_id_fkey" FOREIGN KEY ("saved_view_id") REFERENCES "saved_views"("saved_view_id") ON DELETE CASCADE ON UPDATE CASCADE;

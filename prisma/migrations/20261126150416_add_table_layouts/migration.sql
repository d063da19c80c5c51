-- CreateTable
CREATE TABLE "table_layouts" (
    "user_id" TEXT NOT NULL,
    "view_id" TEXT NOT NULL,
    "layout" JSONB NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "table_layouts_pkey" PRIMARY KEY ("user_id","view_id")
);

-- AddForeignKey
ALTER TABLE "table_layouts" ADD CONSTRAINT "table_layouts_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "users"("id") ON DELETE CASCADE ON UPDATE CASCADE;

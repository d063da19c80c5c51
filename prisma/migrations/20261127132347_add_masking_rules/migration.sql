-- CreateTable
CREATE TABLE "masking_rules" (
    "rule_id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "position" INTEGER NOT NULL,
    "is_enabled" BOOLEAN NOT NULL,
    "content" JSONB NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,
    "updated_by" TEXT NOT NULL,
    "revision" INTEGER NOT NULL DEFAULT 1,

    CONSTRAINT "masking_rules_pkey" PRIMARY KEY ("rule_id")
);

-- CreateIndex
CREATE UNIQUE INDEX "masking_rules_name_key" ON "masking_rules"("name");

-- CreateIndex
CREATE INDEX "masking_rules_position_idx" ON "masking_rules"("position");

-- One to look at and to switch on: off, for what is sensitive only the people of the house know.
INSERT INTO "masking_rules" ("rule_id", "name", "position", "is_enabled", "content", "updated_at", "updated_by") VALUES (
    'card-numbers', 'Card numbers', 1, false,
    '{"clusters": "all", "topicPattern": "*", "appliesTo": ["JSON", "TEXT", "KEYS", "PROPERTIES"], "mode": "DENY", "jsonPaths": [], "propertyNames": [], "pattern": "\\b[2-6](?:[ -]?\\d){12,18}\\b", "action": "KEEP_LAST_4"}',
    CURRENT_TIMESTAMP, 'Apogee'
);

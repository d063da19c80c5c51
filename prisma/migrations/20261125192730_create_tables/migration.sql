-- CreateEnum
CREATE TYPE "AuditOutcome" AS ENUM ('SUCCESS', 'PARTIAL', 'REFUSED', 'FAILED', 'UNKNOWN');

-- CreateEnum
CREATE TYPE "UserStatus" AS ENUM ('active', 'disabled', 'invited');

-- CreateTable
CREATE TABLE "idempotency_keys" (
    "actor_id" TEXT NOT NULL,
    "key" TEXT NOT NULL,
    "fingerprint" TEXT NOT NULL,
    "status" INTEGER,
    "headers" JSONB,
    "body" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "finished_at" TIMESTAMPTZ(3),

    CONSTRAINT "idempotency_keys_pkey" PRIMARY KEY ("actor_id","key")
);

-- CreateTable
CREATE TABLE "rate_limit_windows" (
    "subject" TEXT NOT NULL,
    "window_start" TIMESTAMPTZ(3) NOT NULL,
    "count" INTEGER NOT NULL DEFAULT 1,

    CONSTRAINT "rate_limit_windows_pkey" PRIMARY KEY ("subject","window_start")
);

-- CreateTable
CREATE TABLE "audit_events" (
    "audit_id" TEXT NOT NULL,
    "sequence" BIGSERIAL NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "actor_kind" TEXT NOT NULL,
    "actor_id" TEXT NOT NULL,
    "actor_name" TEXT NOT NULL,
    "on_behalf_of" TEXT,
    "address" TEXT,
    "agent" TEXT,
    "session_id" TEXT,
    "token_id" TEXT,
    "action" TEXT NOT NULL,
    "target_kind" TEXT NOT NULL,
    "target_name" TEXT NOT NULL,
    "cluster_id" TEXT,
    "cluster_name" TEXT,
    "environment" TEXT,
    "permission" TEXT,
    "request" JSONB NOT NULL,
    "request_id" TEXT NOT NULL,
    "job_id" TEXT,

    CONSTRAINT "audit_events_pkey" PRIMARY KEY ("audit_id")
);

-- CreateTable
CREATE TABLE "audit_outcomes" (
    "audit_id" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "duration_ms" INTEGER NOT NULL,
    "outcome" "AuditOutcome" NOT NULL,
    "before" JSONB,
    "after" JSONB,
    "servers" JSONB,
    "error" JSONB,

    CONSTRAINT "audit_outcomes_pkey" PRIMARY KEY ("audit_id")
);

-- CreateTable
CREATE TABLE "settings" (
    "key" TEXT NOT NULL,
    "value" JSONB NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "settings_pkey" PRIMARY KEY ("key")
);

-- CreateTable
CREATE TABLE "clusters" (
    "cluster_id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "environment" TEXT NOT NULL,
    "name_servers" TEXT[],
    "cluster_names" TEXT[],
    "proxies" JSONB NOT NULL DEFAULT '[]',
    "controllers" TEXT[],
    "metrics_source" JSONB NOT NULL,
    "access_key" TEXT,
    "secret_key_sealed_id" TEXT,
    "secret_key_last_four" TEXT,
    "tls_enabled" BOOLEAN NOT NULL DEFAULT false,
    "tls_verify" BOOLEAN NOT NULL DEFAULT true,
    "tls_server_name" TEXT,
    "tls_ca" TEXT,
    "tls_client_certificate" TEXT,
    "tls_client_key_sealed_id" TEXT,
    "address_map" JSONB NOT NULL DEFAULT '[]',
    "trace_topics" TEXT[],
    "use_vip_channel" BOOLEAN NOT NULL DEFAULT false,
    "connect_timeout_ms" INTEGER NOT NULL DEFAULT 3000,
    "request_timeout_ms" INTEGER NOT NULL DEFAULT 5000,
    "requests_per_second_per_broker" INTEGER NOT NULL DEFAULT 1000,
    "read_only" BOOLEAN NOT NULL DEFAULT false,
    "read_only_exception_until" TIMESTAMPTZ(3),
    "read_only_exception_by" TEXT,
    "read_only_exception_reason" TEXT,
    "maintenance_until" TIMESTAMPTZ(3),
    "deletion_protection" BOOLEAN NOT NULL DEFAULT false,
    "remark" TEXT,
    "labels" JSONB NOT NULL DEFAULT '{}',
    "owner" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "created_by" TEXT NOT NULL,
    "removed_at" TIMESTAMPTZ(3),
    "revision" INTEGER NOT NULL DEFAULT 1,

    CONSTRAINT "clusters_pkey" PRIMARY KEY ("cluster_id")
);

-- CreateTable
CREATE TABLE "sealed_secrets" (
    "sealed_id" TEXT NOT NULL,
    "key_id" TEXT NOT NULL,
    "purpose" TEXT NOT NULL,
    "ciphertext" BYTEA NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "sealed_secrets_pkey" PRIMARY KEY ("sealed_id")
);

-- CreateTable
CREATE TABLE "cluster_nodes" (
    "cluster_id" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "address" TEXT NOT NULL,
    "announced_address" TEXT NOT NULL,
    "cluster_name" TEXT,
    "broker_name" TEXT,
    "broker_id" INTEGER,
    "is_up" BOOLEAN,
    "since" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "round_trip_ms" INTEGER,
    "version" TEXT,
    "error" JSONB,
    "facts" JSONB NOT NULL DEFAULT '{}',
    "checked_at" TIMESTAMPTZ(3),
    "first_seen_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "last_seen_at" TIMESTAMPTZ(3),

    CONSTRAINT "cluster_nodes_pkey" PRIMARY KEY ("cluster_id","kind","address")
);

-- CreateTable
CREATE TABLE "cluster_health" (
    "cluster_id" TEXT NOT NULL,
    "health" TEXT NOT NULL,
    "reasons" JSONB NOT NULL,
    "since" TIMESTAMPTZ(3) NOT NULL,
    "checked_at" TIMESTAMPTZ(3) NOT NULL,
    "facts" JSONB NOT NULL DEFAULT '{}',

    CONSTRAINT "cluster_health_pkey" PRIMARY KEY ("cluster_id")
);

-- CreateTable
CREATE TABLE "resource_metadata" (
    "cluster_id" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "remark" TEXT,
    "labels" JSONB NOT NULL DEFAULT '{}',
    "owner" TEXT,
    "deletion_protection" BOOLEAN NOT NULL DEFAULT false,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "created_by" TEXT NOT NULL,
    "revision" INTEGER NOT NULL DEFAULT 1,

    CONSTRAINT "resource_metadata_pkey" PRIMARY KEY ("cluster_id","kind","name")
);

-- CreateTable
CREATE TABLE "users" (
    "id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "email" TEXT NOT NULL,
    "email_verified" BOOLEAN NOT NULL DEFAULT false,
    "image" TEXT,
    "username" TEXT NOT NULL,
    "display_username" TEXT,
    "source" TEXT NOT NULL DEFAULT 'local',
    "status" "UserStatus" NOT NULL DEFAULT 'active',
    "must_change_password" BOOLEAN NOT NULL DEFAULT false,
    "language" TEXT NOT NULL DEFAULT 'en',
    "theme" TEXT NOT NULL DEFAULT 'auto',
    "time_zone" TEXT,
    "time_format" TEXT NOT NULL DEFAULT 'absolute',
    "density" INTEGER NOT NULL DEFAULT 32,
    "refresh_ms" INTEGER NOT NULL DEFAULT 15000,
    "last_sign_in_at" TIMESTAMPTZ(3),
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,
    "revision" INTEGER NOT NULL DEFAULT 1,

    CONSTRAINT "users_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "sessions" (
    "id" TEXT NOT NULL,
    "token" TEXT NOT NULL,
    "user_id" TEXT NOT NULL,
    "ip_address" TEXT,
    "user_agent" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,
    "last_seen_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "sessions_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "accounts" (
    "id" TEXT NOT NULL,
    "account_id" TEXT NOT NULL,
    "provider_id" TEXT NOT NULL,
    "user_id" TEXT NOT NULL,
    "access_token" TEXT,
    "refresh_token" TEXT,
    "id_token" TEXT,
    "access_token_expires_at" TIMESTAMPTZ(3),
    "refresh_token_expires_at" TIMESTAMPTZ(3),
    "scope" TEXT,
    "password" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "accounts_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "verifications" (
    "id" TEXT NOT NULL,
    "identifier" TEXT NOT NULL,
    "value" TEXT NOT NULL,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "verifications_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "sign_in_failures" (
    "id" BIGSERIAL NOT NULL,
    "subject" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "sign_in_failures_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "grants" (
    "grant_id" TEXT NOT NULL,
    "user_id" TEXT,
    "provider_group" TEXT,
    "permission_set" TEXT NOT NULL,
    "scope" JSONB NOT NULL,
    "ends_at" TIMESTAMPTZ(3),
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "created_by" TEXT NOT NULL,

    CONSTRAINT "grants_pkey" PRIMARY KEY ("grant_id")
);

-- CreateTable
CREATE TABLE "api_tokens" (
    "token_id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "owner_id" TEXT NOT NULL,
    "token_hash" TEXT NOT NULL,
    "prefix" TEXT NOT NULL,
    "last_four" TEXT NOT NULL,
    "permission_set" TEXT NOT NULL,
    "scope" JSONB NOT NULL,
    "allowed_cidrs" TEXT[],
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "revoked_at" TIMESTAMPTZ(3),
    "last_used_at" TIMESTAMPTZ(3),
    "last_used_from" TEXT,

    CONSTRAINT "api_tokens_pkey" PRIMARY KEY ("token_id")
);

-- CreateTable
CREATE TABLE "leases" (
    "task" TEXT NOT NULL,
    "scope" TEXT NOT NULL,
    "holder" TEXT NOT NULL,
    "fencing_token" BIGINT NOT NULL DEFAULT 1,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "leases_pkey" PRIMARY KEY ("task","scope")
);

-- CreateTable
CREATE TABLE "worker_processes" (
    "worker_id" TEXT NOT NULL,
    "started_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "last_seen_at" TIMESTAMPTZ(3) NOT NULL,
    "version" TEXT NOT NULL,
    "host" TEXT NOT NULL,

    CONSTRAINT "worker_processes_pkey" PRIMARY KEY ("worker_id")
);

-- CreateIndex
CREATE INDEX "idempotency_keys_created_at_idx" ON "idempotency_keys"("created_at");

-- CreateIndex
CREATE INDEX "rate_limit_windows_window_start_idx" ON "rate_limit_windows"("window_start");

-- CreateIndex
CREATE UNIQUE INDEX "audit_events_sequence_key" ON "audit_events"("sequence");

-- CreateIndex
CREATE INDEX "audit_events_at_idx" ON "audit_events"("at");

-- CreateIndex
CREATE INDEX "audit_events_cluster_id_target_kind_target_name_at_idx" ON "audit_events"("cluster_id", "target_kind", "target_name", "at");

-- CreateIndex
CREATE INDEX "audit_events_actor_id_at_idx" ON "audit_events"("actor_id", "at");

-- CreateIndex
CREATE INDEX "audit_events_action_at_idx" ON "audit_events"("action", "at");

-- CreateIndex
CREATE INDEX "audit_events_request_id_idx" ON "audit_events"("request_id");

-- CreateIndex
CREATE INDEX "audit_outcomes_outcome_at_idx" ON "audit_outcomes"("outcome", "at");

-- CreateIndex
CREATE UNIQUE INDEX "clusters_name_key" ON "clusters"("name");

-- CreateIndex
CREATE INDEX "clusters_removed_at_idx" ON "clusters"("removed_at");

-- CreateIndex
CREATE INDEX "sealed_secrets_key_id_idx" ON "sealed_secrets"("key_id");

-- CreateIndex
CREATE UNIQUE INDEX "users_email_key" ON "users"("email");

-- CreateIndex
CREATE UNIQUE INDEX "users_username_key" ON "users"("username");

-- CreateIndex
CREATE UNIQUE INDEX "sessions_token_key" ON "sessions"("token");

-- CreateIndex
CREATE INDEX "sessions_user_id_idx" ON "sessions"("user_id");

-- CreateIndex
CREATE INDEX "accounts_user_id_idx" ON "accounts"("user_id");

-- CreateIndex
CREATE UNIQUE INDEX "accounts_provider_id_account_id_key" ON "accounts"("provider_id", "account_id");

-- CreateIndex
CREATE INDEX "verifications_identifier_idx" ON "verifications"("identifier");

-- CreateIndex
CREATE INDEX "sign_in_failures_subject_at_idx" ON "sign_in_failures"("subject", "at");

-- CreateIndex
CREATE INDEX "grants_user_id_idx" ON "grants"("user_id");

-- CreateIndex
CREATE UNIQUE INDEX "api_tokens_token_hash_key" ON "api_tokens"("token_hash");

-- CreateIndex
CREATE INDEX "api_tokens_owner_id_created_at_idx" ON "api_tokens"("owner_id", "created_at");

-- AddForeignKey
ALTER TABLE "audit_outcomes" ADD CONSTRAINT "audit_outcomes_audit_id_fkey" FOREIGN KEY ("audit_id") REFERENCES "audit_events"("audit_id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "cluster_nodes" ADD CONSTRAINT "cluster_nodes_cluster_id_fkey" FOREIGN KEY ("cluster_id") REFERENCES "clusters"("cluster_id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "cluster_health" ADD CONSTRAINT "cluster_health_cluster_id_fkey" FOREIGN KEY ("cluster_id") REFERENCES "clusters"("cluster_id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "resource_metadata" ADD CONSTRAINT "resource_metadata_cluster_id_fkey" FOREIGN KEY ("cluster_id") REFERENCES "clusters"("cluster_id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "sessions" ADD CONSTRAINT "sessions_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "users"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "accounts" ADD CONSTRAINT "accounts_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "users"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "grants" ADD CONSTRAINT "grants_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "users"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "api_tokens" ADD CONSTRAINT "api_tokens_owner_id_fkey" FOREIGN KEY ("owner_id") REFERENCES "users"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- The audit trail is what somebody reads after an incident, and whoever caused it may own a bug in Apogee or its database login.
-- The schema language knows no triggers. These make each statement that changes or removes audit rows fail, whoever sends it;
-- removing rows at the end of their retention is a migration's or a superuser's decision, never a query's.
CREATE FUNCTION "refuse_audit_change"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'rows of % are never changed or removed', TG_TABLE_NAME USING ERRCODE = 'insufficient_privilege';
END
$$;

CREATE TRIGGER "refuse_change" BEFORE UPDATE OR DELETE OR TRUNCATE ON "audit_events"
  FOR EACH STATEMENT EXECUTE FUNCTION "refuse_audit_change"();

CREATE TRIGGER "refuse_change" BEFORE UPDATE OR DELETE OR TRUNCATE ON "audit_outcomes"
  FOR EACH STATEMENT EXECUTE FUNCTION "refuse_audit_change"();

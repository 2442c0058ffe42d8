"""A PostgreSQL database made as good as new."""

from __future__ import annotations

SCRIPT = """
DO $$
DECLARE one text;
BEGIN
  PERFORM pg_terminate_backend(pid) FROM pg_stat_activity
    WHERE datname = current_database() AND pid <> pg_backend_pid();
  SET LOCAL lock_timeout = '5s';
  SET LOCAL session_replication_role = replica;
  FOR one IN SELECT quote_ident(tablename) FROM pg_tables
    WHERE schemaname = current_schema() AND tablename <> 'alembic_version'
  LOOP
    EXECUTE 'DELETE FROM ' || one;
  END LOOP;
  FOR one IN SELECT quote_ident(sequencename) FROM pg_sequences
    WHERE schemaname = current_schema() AND last_value IS NOT NULL
  LOOP
    PERFORM setval(one, 1, false);
  END LOOP;
END $$
"""


def empty(url: str) -> bool:
    """Delete all rows, and let the ids begin anew; False where that is not possible, or the schema is not ours."""
    from sqlalchemy import create_engine, exc

    from facilitator.store import migrating

    engine = create_engine(url)
    try:
        with engine.begin() as connection:
            connection.exec_driver_sql(SCRIPT)
            version = connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar_one()
    except exc.DBAPIError:
        return False
    finally:
        engine.dispose()
    return bool(version == migrating.NEWEST)

"""What keeps a server from being safe, in sentences."""

from datetime import UTC, datetime, timedelta

from django.core import checks
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.db.utils import DatabaseError

from wane_clinic.audit.models import AuditEvent
from wane_clinic.audit.verify import Broken, verify_audit


def unsafe() -> list[str]:
    """What the settings offend against; warnings of a deployment count in production."""
    from django.conf import settings

    found = checks.run_checks(include_deployment_checks=settings.IS_PRODUCTION)
    return [
        _sentence(each) for each in found if each.level >= (checks.WARNING if settings.IS_PRODUCTION else checks.ERROR)
    ]


def complaints() -> list[str]:
    """All of it: settings, tables that are not up to date, an audit that does not hold."""
    found = unsafe()
    try:
        executor = MigrationExecutor(connection)
        if executor.migration_plan(executor.loader.graph.leaf_nodes()):
            return [*found, "Tables are missing or not up to date: `wane clinic serve` brings them up to date."]
    except DatabaseError as error:
        return [*found, f"The database cannot be reached ({type(error).__name__})."]
    verdict = verify_audit()
    if isinstance(verdict, Broken):
        found.append(f"The audit is broken at event {verdict.seq}. {verdict.why}")
    newest = AuditEvent.objects.first()
    ahead = timedelta(0) if newest is None else newest.at - datetime.now(UTC)
    if ahead > timedelta(seconds=60):
        found.append(
            f"The clock went back: the last event of the audit lies {ahead.total_seconds():.0f} s ahead of it."
        )
    return found


def _sentence(each: checks.CheckMessage) -> str:
    return f"{each.id}: {each.msg}" + (f" {each.hint}" if each.hint else "")

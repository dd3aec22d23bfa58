"""What ``--against`` adds to a report: the proposal, and whose fault is whose."""

from __future__ import annotations

from dataclasses import dataclass, replace

from registre import proposing
from registre.cli.session import Session
from registre.diagnostic import Report
from registre.echoes import without_echoes
from registre.proposal import Proposal
from registre.revision import Revision
from registre.rules import change
from registre.schema import Schemas


@dataclass(frozen=True, slots=True, kw_only=True)
class Compared:
    """A proposal, what it is compared with, and the report as it concerns its author."""

    proposal: Proposal
    revision: Revision
    report: Report


def compared(session: Session, schemas: Schemas, report: Report) -> Compared:
    """The report on the register, as a report on what the proposal does to it.

    Raises RegisterError when there is nothing to compare with.
    """
    options = session.options
    proposal, revision = proposing.gather(session.registry, options.against, schemas)
    report = proposing.softened(report, proposal, revision, schemas, session.on)
    context = change.Context(on=session.on, schemas=schemas, allow_shrink=options.allow_shrink)
    findings = (*report.findings, *change.check(proposal, context))
    told = Report.of(without_echoes(findings), files=report.files, records=report.records)
    told = replace(told, touched=proposal.touched)
    return Compared(proposal=proposal, revision=revision, report=told)

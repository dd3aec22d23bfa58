"""What machines read of a page: schema.org descriptions."""

from __future__ import annotations

from typing import Any

from registre import markup
from registre.model import Dataset, Organisation, Project
from registre.site.compose import shortened
from registre.site.contacts import licence_address
from registre.site.context import SiteContext
from registre.site.voice import Voice

_LENGTH = 400


def _identifier(kind: str, id: str, context: SiteContext) -> str:
    return context.addresses.absolute(context.addresses.identifier(kind, id))


def _organisation(id: str, context: SiteContext, voice: Voice) -> dict[str, Any]:
    known = context.catalogue.organisations.get(id)
    return {
        "@type": _TYPES.get(known.kind, "Organization") if known else "Organization",
        "@id": _identifier("organisation", id, context),
        "name": voice.title("organisation", id),
    }


def project_data(project: Project, context: SiteContext, voice: Voice, url: str) -> dict[str, Any]:
    """A project as a schema.org ResearchProject."""
    data: dict[str, Any] = {
        "@type": "ResearchProject",
        "@id": _identifier("project", project.id, context),
        "identifier": project.id,
        "name": voice.words(project.title),
        "description": shortened(markup.plain(voice.words(project.summary)), _LENGTH),
        "url": context.addresses.absolute(url),
        "parentOrganization": _organisation(project.lead.organisation, context, voice),
    }
    if project.acronym:
        data["alternateName"] = voice.words(project.acronym)
    if project.funders:
        data["funder"] = [_organisation(f.organisation, context, voice) for f in project.funders]
    return data


def dataset_data(dataset: Dataset, context: SiteContext, voice: Voice, url: str) -> dict[str, Any]:
    """A dataset as a schema.org Dataset of the register's DataCatalog."""
    data: dict[str, Any] = {
        "@type": "Dataset",
        "@id": _identifier("dataset", dataset.id, context),
        "identifier": dataset.id,
        "name": voice.words(dataset.title),
        "description": shortened(markup.plain(voice.words(dataset.description)), 4 * _LENGTH),
        "url": context.addresses.absolute(url),
        "creator": [_organisation(id, context, voice) for id in dataset.holders],
        "includedInDataCatalog": _catalogue(context, voice),
    }
    words = dataset.keywords.get(voice.language)
    if words:
        data["keywords"] = list(words)
    if dataset.temporal and dataset.temporal.start:
        data["temporalCoverage"] = f"{dataset.temporal.start}/{dataset.temporal.end or '..'}"
    if dataset.publisher:
        data["publisher"] = _organisation(dataset.publisher, context, voice)
    if dataset.spatial:
        data["spatialCoverage"] = [*dataset.spatial]
    if dataset.homepage:
        data["sameAs"] = dataset.homepage
    dates = {"datePublished": dataset.issued, "dateModified": dataset.modified}
    return data | {name: str(day) for name, day in dates.items() if day}


def _catalogue(context: SiteContext, voice: Voice) -> dict[str, Any]:
    return {
        "@type": "DataCatalog",
        "name": voice.words(context.catalogue.register.name),
        "url": context.addresses.absolute(context.addresses.page("home", voice.language)),
    }


def organisation_data(
    organisation: Organisation, context: SiteContext, voice: Voice, url: str
) -> dict[str, Any]:
    """An organisation, of the closest schema.org type."""
    data: dict[str, Any] = {
        "@type": _TYPES.get(organisation.kind, "Organization"),
        "@id": _identifier("organisation", organisation.id, context),
        "name": voice.words(organisation.name),
        "url": context.addresses.absolute(url),
    }
    if organisation.homepage:
        data["sameAs"] = organisation.homepage
    return data


_TYPES = {
    "access-body": "GovernmentOrganization",
    "public-body": "GovernmentOrganization",
    "health-authority": "GovernmentOrganization",
    "supervisory-authority": "GovernmentOrganization",
    "hospital": "Hospital",
    "university": "CollegeOrUniversity",
    "research": "ResearchOrganization",
    "company": "Corporation",
    "insurer": "Corporation",
}


def home_data(context: SiteContext, voice: Voice) -> dict[str, Any]:
    """The register as a schema.org DataCatalog, published by its organisation."""
    register = context.catalogue.register
    return _catalogue(context, voice) | {
        "description": shortened(markup.plain(voice.words(register.description)), _LENGTH),
        "publisher": _organisation(register.publisher, context, voice),
        "license": licence_address(register.data_licence),
        "inLanguage": list(context.languages),
    }

"""What declarations mean: frozen records, each named as in the schemas.

`reading.Reader` turns data that satisfies a schema into these records; shorthands
are gone by then, and an absent value is ``None`` or an empty tuple.
"""

from registre.model.activity import Activity
from registre.model.dataset import Dataset, Field, Table
from registre.model.dates import PartialDate, Period
from registre.model.organisation import Organisation
from registre.model.project import DataUse, Event, Project, Result
from registre.model.register import Deadline, Forge, Register, Removed
from registre.model.shapes import (
    Contact,
    LegalBasis,
    Link,
    Localised,
    Quantity,
    Retention,
    Source,
    Text,
)
from registre.model.terms import Route, Term, Vocabulary

Record = Project | Dataset | Organisation

__all__ = [
    "Activity",
    "Contact",
    "DataUse",
    "Dataset",
    "Deadline",
    "Event",
    "Field",
    "Forge",
    "LegalBasis",
    "Link",
    "Localised",
    "Organisation",
    "PartialDate",
    "Period",
    "Project",
    "Quantity",
    "Record",
    "Register",
    "Removed",
    "Result",
    "Retention",
    "Route",
    "Source",
    "Table",
    "Term",
    "Text",
    "Vocabulary",
]

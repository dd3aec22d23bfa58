"""The same examples on every run; ten times as many with ``--full``."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, settings


def pytest_configure(config: pytest.Config) -> None:
    common = {
        "deadline": None,
        "database": None,
        "derandomize": True,
        "suppress_health_check": [HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
    }
    settings.register_profile("quick", max_examples=60, **common)
    settings.register_profile("full", max_examples=600, **common)
    settings.load_profile("full" if config.getoption("--full") else "quick")

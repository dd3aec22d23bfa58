"""The same examples on every run; ten times as many with ``--full``."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, settings


def pytest_configure(config: pytest.Config) -> None:
    quiet = settings(
        deadline=None,
        database=None,
        derandomize=True,
        suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
    )
    settings.register_profile("quick", quiet, max_examples=60)
    settings.register_profile("full", quiet, max_examples=1000)
    settings.load_profile("full" if config.getoption("--full") else "quick")

import pytest

from riskreg.identification import Identifier
from riskreg.identification.knowledge import Knowledge
from tests.identification.known import small_knowledge
from tests.journeys.desk import bundled_lists, compiled


@pytest.fixture(scope="session")
def small() -> Knowledge:
    return small_knowledge()


@pytest.fixture(scope="session")
def identifier(small: Knowledge) -> Identifier:
    return Identifier(small)


@pytest.fixture(scope="session")
def bundled() -> Knowledge:
    return bundled_lists().knowledge


@pytest.fixture(scope="session")
def bundled_identifier(bundled: Knowledge) -> Identifier:
    return compiled(bundled)

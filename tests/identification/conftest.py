import pytest

from riskreg.catalogue.load import load_catalogue
from riskreg.identification import Identifier
from riskreg.identification.knowledge import Knowledge
from tests.identification.known import small_knowledge


@pytest.fixture(scope="session")
def small() -> Knowledge:
    return small_knowledge()


@pytest.fixture(scope="session")
def identifier(small: Knowledge) -> Identifier:
    return Identifier(small)


@pytest.fixture(scope="session")
def bundled() -> Knowledge:
    return load_catalogue().knowledge


@pytest.fixture(scope="session")
def bundled_identifier(bundled: Knowledge) -> Identifier:
    return Identifier(bundled)

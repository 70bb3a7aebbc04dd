"""The logger of the application and its default handler, beside Flask's own."""

import logging

import flask.logging
import pytest

from migrator.compat import logger as compat

BOTH = pytest.mark.parametrize("module", [flask.logging, compat], ids=["flask", "compat"])


@pytest.fixture
def logger():
    """A logger of its own, which nobody above handles."""
    logger = logging.Logger("loja_do_teste", logging.INFO)  # noqa: LOG001 (pytest watches others)
    logger.propagate = False
    return logger


@BOTH
def test_the_default_handler_writes_to_the_stderr_of_the_moment(module, logger, capsys):
    logger.addHandler(module.default_handler)

    logger.info("chegou %s", "café")

    assert capsys.readouterr().err.endswith("] INFO in test_logger: chegou café\n")


@BOTH
def test_without_the_default_handler_nobody_handles_the_level(module, logger):
    assert not module.has_level_handler(logger)

    logger.addHandler(module.default_handler)
    assert module.has_level_handler(logger)

    logger.removeHandler(module.default_handler)
    assert not module.has_level_handler(logger)


def test_the_application_logs_with_the_default_handler(logger, monkeypatch):
    monkeypatch.setitem(logging.Logger.manager.loggerDict, "loja_do_teste", logger)

    made = compat.make_logger("loja_do_teste", debug=False)

    assert made is logger
    assert made.handlers == [compat.default_handler]

"""The command line's manners."""

from typer.testing import CliRunner

from ingest.cli import app

runner = CliRunner()


def test_a_missing_setting_is_one_sentence_and_exit_code_1(monkeypatch):
    monkeypatch.delenv("SIANGSA_MQTT_URL", raising=False)
    result = runner.invoke(app, ["run"])
    assert result.exit_code == 1
    assert "SIANGSA_MQTT_URL" in result.stderr
    assert "Traceback" not in result.stderr


def test_a_database_that_does_not_answer_is_one_sentence_and_exit_code_1(monkeypatch):
    monkeypatch.setenv("SIANGSA_DATABASE_URL", "postgresql://nobody@127.0.0.1:1/none")
    for command in ("ledger", "status"):
        result = runner.invoke(app, [command])
        assert result.exit_code == 1
        assert result.stderr.startswith("siangsa ingest: the database does not answer")

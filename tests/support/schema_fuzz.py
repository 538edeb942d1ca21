"""Schemathesis over every operation of a running api: what is asked follows the OpenAPI, or misses it."""

import copy
import time
from collections import Counter
from dataclasses import dataclass, field

import requests
import schemathesis
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis.errors import Unsatisfiable
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.core.errors import InvalidSchema
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
]
# the roads of the fixture lie nowhere and nobody sits at its desk: that is what the api says, as documented
AWAY = {"urn:siangsa:roads-away", "urn:siangsa:desk-away"}
# a stream has no end: tests/api/test_stream.py
ENDLESS = {"getStream"}
MODES = (GenerationMode.POSITIVE, GenerationMode.NEGATIVE)


@dataclass
class Report:
    """What was asked, what was answered, what was wrong."""

    examples: Counter = field(default_factory=Counter)
    statuses: Counter = field(default_factory=Counter)
    seconds: Counter = field(default_factory=Counter)
    faults: dict = field(default_factory=dict)

    def text(self):
        """Return the figures as a few lines."""
        asked, least = sum(self.examples.values()), min(self.examples.values())
        lines = [
            f"{len(self.examples)} operations, {asked} examples, at least {least} each",
            "answers: " + ", ".join(f"{code}: {count}" for code, count in sorted(self.statuses.items())),
            "slowest: " + ", ".join(f"{name} {taken:.1f} s" for name, taken in self.seconds.most_common(5)),
            f"{len(self.faults)} operations with faults",
        ]
        return "\n".join(lines + [f"{name}: {told}" for name, told in sorted(self.faults.items())])


class Fuzz:
    """Asks a running api as `who` (None: nobody), `examples` times per operation and kind of value."""

    def __init__(self, api, who, examples, number=1):
        self.api, self.who, self.number = api, who, number
        self.examples = max(1, -(-examples // len(MODES)))
        self.report, self.last = Report(), None
        self.session = requests.Session()
        self.session.trust_env = False
        self.session.headers["Origin"] = api.origin

    def run(self, wanted):
        """Ask the operations `wanted`; return the report."""
        schema = schemathesis.openapi.from_dict(self._document())
        for result in schema.get_all_operations():
            operation = result.ok()
            name = operation.definition.raw["operationId"]
            if name not in wanted or (self.who and name in ENDLESS):
                continue
            began, self.last = time.perf_counter(), None
            for mode in MODES:
                self._ask(operation, name, mode)
            self._ask_again(name)
            self.report.seconds[name] = time.perf_counter() - began
        return self.report

    def _document(self):
        """Return the OpenAPI; signed in, without the security that would be replaced by made-up tokens."""
        document = copy.deepcopy(self.api.app.openapi())
        if self.who:
            document["components"].pop("securitySchemes")
            for methods in document["paths"].values():
                for operation in methods.values():
                    operation.pop("security", None)
        return document

    def _ask(self, operation, name, mode):
        try:
            cases = operation.as_strategy(generation_mode=mode)
        except InvalidSchema:
            return

        @seed(self.number)
        @settings(
            max_examples=self.examples,
            database=None,
            deadline=None,
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        )
        @given(case=cases)
        def each(case):
            self._one(case, name)

        try:
            each()
        except Unsatisfiable as error:
            if mode is MODES[0]:
                self.report.faults[name] = told(error)
            # else: nothing can be asked wrongly where nothing is asked for
        except (Exception, BaseExceptionGroup) as error:  # noqa: BLE001 - told, and the next operation asked
            self.report.faults[name] = told(error)

    def _ask_again(self, name):
        """Ask the last question again where there are few to ask: what it meets has changed meanwhile."""
        try:
            while self.last is not None and self.report.examples[name] < self.examples * len(MODES):
                self._one(self.last, name)
        except (Exception, BaseExceptionGroup) as error:  # noqa: BLE001 - as above
            self.report.faults.setdefault(name, told(error))

    def _one(self, case, name):
        cookies = {"siangsa_session": self.api.cookie(self.who)} if self.who else {}
        answer = case.call(base_url=self.api.origin, session=self.session, cookies=cookies, timeout=20)
        self.last = case
        self.report.examples[name] += 1
        self.report.statuses[answer.status_code] += 1
        checks = CHECKS[1:] if is_away(answer) else CHECKS
        case.validate_response(answer, checks=checks)


def is_away(answer):
    """Tell whether the answer is that roads or desk are away."""
    return answer.status_code == 503 and answer.json().get("type") in AWAY


def told(error):
    """Return what is wrong, each fault of a group, short enough to be read."""
    faults = getattr(error, "exceptions", [error])
    return " | ".join(f"{type(each).__name__}: {each}"[:900] for each in faults)

"""Which tests share a worker: those of a file, and all that look at the one running demo."""

from xdist.scheduler import LoadScopeScheduling

DEMO_FILES = tuple(
    f"tests/e2e/test_{name}.py" for name in ("administration", "closures", "dispatcher", "screens", "sign_in")
)


class DemoInOneWorker(LoadScopeScheduling):
    """Like ``--dist loadfile``, but the files of the running demo count as one: it is started once."""

    def _split_scope(self, nodeid: str) -> str:
        file = nodeid.split("::", 1)[0]
        return "demo" if file in DEMO_FILES else file

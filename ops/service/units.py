"""The systemd units of an office: one per program, a target over all of them.

- A program that ends is started again for ever; it reconnects to database and broker by itself, so a crash of
  these restarts nothing else.
- Nothing starts before `prepare` has brought tables, roads and first account up to date; where it fails,
  nothing starts at all.
- Every process runs as one user without rights, sees the system read-only, and writes to the data folder.
"""

from ops.service.plan import MOSQUITTO, POSTGRES, PREPARE, TARGET, Plan, unit

_HARDENING = """\
NoNewPrivileges=yes
CapabilityBoundingSet=
ProtectSystem=strict
ReadWritePaths={data}
PrivateTmp=yes
ProtectKernelTunables=yes
ProtectKernelModules=yes
ProtectKernelLogs=yes
ProtectControlGroups=yes
ProtectClock=yes
ProtectHostname=yes
RestrictAddressFamilies=AF_INET AF_INET6 AF_UNIX AF_NETLINK
RestrictNamespaces=yes
RestrictSUIDSGID=yes
RestrictRealtime=yes
LockPersonality=yes
SystemCallArchitectures=native
UMask=0077
"""
_SERVICE = """\
[Unit]
Description=Siangsa: {what}
Documentation=file://{repository}/docs/office.md
PartOf={target}
{order}StartLimitIntervalSec=0

[Service]
Type={kind}
User={user}
Group={user}
WorkingDirectory={repository}
ExecStart={siangsa} service run {name} --data {data}
{behaviour}StandardOutput=append:{logs}/{name}.log
StandardError=inherit
{hardening}"""
_STAYS = """\
Restart=always
RestartSec=2
KillMode=mixed
TimeoutStopSec={stop_s}
OOMPolicy=continue
"""
_WHAT = {
    POSTGRES: "its own PostgreSQL",
    MOSQUITTO: "its own Mosquitto",
    PREPARE: "tables, roads and first account",
}
# PostgreSQL: "fast", sessions are cut off and nothing committed is lost
_SIGNALS = {POSTGRES: "KillSignal=SIGINT\n"}
_STOP_S = {POSTGRES: 60, MOSQUITTO: 30}


def unit_files(plan: Plan) -> dict[str, str]:
    """Return every unit's text by file name."""
    return {
        TARGET: _target(plan),
        **{unit(name): _server(plan, name) for name in plan.servers},
        unit(PREPARE): _preparation(plan),
        **{unit(program.slug): _program(plan, program.slug, program.what) for program in plan.programs},
    }


def _target(plan: Plan) -> str:
    wanted = " ".join(unit(name) for name in plan.names)
    return (
        f"[Unit]\nDescription=Siangsa, the office in {plan.data}\n"
        f"Documentation=file://{plan.repository}/docs/office.md\nWants={wanted}\n"
        "\n[Install]\nWantedBy=multi-user.target\n"
    )


def _server(plan: Plan, name: str) -> str:
    behaviour = _SIGNALS.get(name, "") + _STAYS.format(stop_s=_STOP_S[name])
    return _service(plan, name, _WHAT[name], order="After=network.target\n", behaviour=behaviour)


def _preparation(plan: Plan) -> str:
    ours = " ".join(unit(name) for name in plan.servers)
    # where the database is the system's own, it comes first as well
    after = f"After={ours} network-online.target postgresql.service mosquitto.service".replace("= ", "=")
    wants = f"Wants={ours} network-online.target".replace("= ", "=")
    behaviour = (
        "RemainAfterExit=yes\nTimeoutStartSec=1800\n"
        # it points people's commands to a system that runs
        f"ExecStop=/bin/rm -f {plan.data}/stack.env\n"
    )
    order = f"{wants}\n{after}\n"
    return _service(plan, PREPARE, _WHAT[PREPARE], order=order, behaviour=behaviour, kind="oneshot")


def _program(plan: Plan, name: str, what: str) -> str:
    order = f"Requires={unit(PREPARE)}\nAfter={unit(PREPARE)}\n"
    return _service(plan, name, f"{name}, {what}", order=order, behaviour=_STAYS.format(stop_s=20))


def _service(plan: Plan, name: str, what: str, *, order: str, behaviour: str, kind: str = "exec") -> str:
    return _SERVICE.format(
        what=what,
        name=name,
        kind=kind,
        order=order,
        behaviour=behaviour,
        target=TARGET,
        user=plan.user,
        data=plan.data,
        logs=plan.logs,
        repository=plan.repository,
        siangsa=plan.siangsa,
        hardening=_HARDENING.format(data=plan.data),
    )

"""Who can get in, and where the service is seen."""

from __future__ import annotations

from typing import TYPE_CHECKING

from data.settings import SettingsError
from hosting.access.users import Users
from hosting.settings import Mode
from hosting.watch.checkup.findings import broken, look, ok
from hosting.watch.checkup.places import unwritable

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hosting.watch.checkup.findings import Finding, Subject


def entrance(subject: Subject) -> Iterator[Finding]:
    """Yield what is to be said of the access mode, its users and the address."""
    mode = subject.hosting.mode
    match mode:
        case Mode.LOCAL:
            try:
                subject.hosting.refuse_open_metrics()
            except SettingsError as error:
                yield broken("access", str(error), "A worker may have it so; a page does not start.")
            yield ok("access", "Without a login, for this machine alone; ACCESS_MODE=desk or proxy serves others.")
            return
        case Mode.DESK:
            yield _users(subject)
        case Mode.PROXY:
            names = len(subject.hosting.editors)
            said = f"The proxy names readers in {subject.hosting.user_header}; {names} of them are editors."
            remedy = "Name in EDITORS who may share links and add calls."
            yield ok("access", said) if names else look("access", said, remedy)
    yield ok("access", "SECRET_KEY is long enough, and none that is known.")
    base = subject.environ.get("PUBLIC_BASE_URL", "").strip()
    if not base:
        yield look(
            "address", "PUBLIC_BASE_URL is not set.", "Set it to where readers find the page: shared links lead there."
        )
    elif not base.lower().startswith("https://"):
        yield look("address", f"PUBLIC_BASE_URL is {base}, without TLS.", "Put a proxy with a certificate in front.")
    elif subject.hosting.proxy_hops == 0:
        text = f"PUBLIC_BASE_URL is {base}, but PROXY_HOPS is 0: all readers share the proxy's address."
        yield look("address", text, "Set PROXY_HOPS to how many proxies in front set X-Forwarded-For; most often 1.")
    else:
        yield ok("address", f"Links lead to {base}.")


def _users(subject: Subject) -> Finding:
    users = Users(subject.data.state_dir / "access")
    problem = users.problem()
    if problem and unwritable(subject.data.state_dir):
        return broken("access", "Nobody can sign in: STATE_DIR cannot be written to.", "Mend STATE_DIR first.")
    if problem:
        return broken("access", problem, "Add somebody with ./desk user add NAME, or put the file back.")
    every = users.all()
    editors = sum(user.role == "editor" for user in every)
    return ok("access", f"{len(every)} may sign in, {editors} of them as editors.")

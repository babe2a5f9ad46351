"""The table of grants says what the programme decided, and the documentation says what the table does."""

from pathlib import Path

from flask import Flask

from aic_tracker.access import roles_page
from aic_tracker.access.permissions import GRANTS, Permission, Scope
from aic_tracker.accounts.models import Role

DOCUMENT = Path(__file__).resolve().parents[2] / "docs" / "roles.md"
SCOPES = {
    "all": Scope.ALL,
    "member": Scope.MEMBER,
    "referent": Scope.REFERENT,
    "assigned": Scope.ASSIGNED,
}

# Under each title, a line of the programme's table of roles. Columns: coach, referent, expert, direction, admin, and
# juror where a member of a jury holds it.
# « own » is, to read, any current membership; to write, a membership as referent. What a row has that the programme's
# line does not spell out is explained in docs/decisions/0008-roles.md.
DECIDED = """
# laureates, diagnostic, roadmap, points. Coach: all, read and write. Referent: own, read; progress, actions, comments,
# own side of the diagnostic. Expert: assigned, read. Direction: all, read. Admin: accounts and settings only.
read_portfolio            all    -         -         all  -
create_laureate           all    -         -         -    -
read_laureate             all    member    assigned  all  -
edit_laureate             all    -         -         -    -
reassign_projects         all    -         -         all  -
read_journal              all    member    -         all  -
export_laureate           all    -         -         all  -
edit_diagnostic           all    referent  -         -    -
sign_diagnostic           all    referent  -         -    -
edit_roadmap              all    -         -         -    -
update_progress           all    referent  -         -    -
edit_actions              all    referent  -         -    -
manage_checkpoints        all    -         -         -    -
keep_catalogue            all    -         -         all  -
comment                   all    referent  assigned  -    -
add_documents             all    referent  -         -    -
remove_any_document       all    -         -         -    -
read_introductions        all    member    -         all  -
manage_introductions      all    -         -         -    -
read_contacts             all    -         -         all  -
manage_contacts           all    -         -         -    -
read_commitments          all    member    -         all  -
submit_evidence           all    referent  -         -    -
check_commitments         all    -         -         -    -

# internal notes. Coach: read, write. Direction: read; it follows every conversation.
read_internal_notes       all    -         -         all  -
follow_every_conversation -      -         -         all  -
write_internal_notes      all    -         -         -    -

# time. Coach: all, read and write. Referent: own, write. Expert: own days on own assignments. Direction: read.
read_time                 all    member    -         all  -
log_time                  all    referent  -         -    -
correct_time              all    -         -         -    -
log_assignment_days       all    -         assigned  -    -

# assignments. Coach: read, write, approve. Referent: own, request, evaluate. Expert: own, read, log days.
# Direction: read.
read_assignments          all    member    assigned  all  -
request_assignment        all    referent  -         -    -
manage_assignments        all    -         -         -    -
evaluate_assignment       -      referent  -         -    -
add_assignment_documents  all    referent  assigned  -    -
read_experts              all    -         -         all  -
manage_experts            all    -         -         -    -

# aid, grants. Coach: read, propose. Referent: own, read, declare received aid. Direction: read, decide.
read_aid                  all    member    -         all  -
declare_aid               -      referent  -         -    -
propose_aid               all    -         -         -    -
decide_aid                -      -         -         all  -
qualify_organisation      all    -         -         all  -
read_register             all    -         -         all  -
keep_register             all    -         -         -    -

# renewal. Coach: opinion. Referent: self-assessment. Direction: decide.
read_renewal              all    member    -         all  -
assess_itself             -      referent  -         -    -
give_opinion              all    -         -         -    -
decide_renewal            -      -         -         all  -
note_who_was_told         all    -         -         all  -

# events. The team invites, the direction reads who comes, everybody else has those that they are invited to.
read_events               all    all       all       all  -
read_guests               all    -         -         all  -
manage_events             all    -         -         -    -

# selection. The team keeps the call and leads applications up to the hearing; the direction decides.
read_selection            all    -         -         all  -
manage_selection          all    -         -         -    -
decide_selection          -      -         -         all  -
# Each has the applications of the juries that they are members of; a juror has nothing else.
sit_on_a_jury             all    all       all       all  -    all

# sheets. Who may write what one holds: the team for all projects, a referent for the aids of their own.
import_sheets             all    referent  -         -    -

# what is read elsewhere. Coach: all. Direction: read. Admin: the sources, never the dossiers.
read_dossiers             all    -         -         all  -
read_sources              all    -         -         all  all
manage_sources            all    -         -         -    all

# public data. The programme promises transparency: who directs or administrates opens it, the team sees what is left.
# A laureate agrees by its referent to what its page shows; the team takes it back when asked.
read_consents             all    member    -         all  -
give_consent              -      referent  -         -    -
withdraw_consent          all    referent  -         -    -
read_publication          all    -         -         all  all
publish_data              -      -         -         all  all

# users, settings, doubtful e-mails, audit. Coach: doubtful e-mails. All: own account. Admin: all.
own_account               all    all       all       all  all  all
own_work                  all    all       all       all  all
read_mails                all    -         -         -    all
settle_mails              all    -         -         -    all
manage_users              -      -         -         -    all
manage_settings           -      -         -         -    all
read_audit                -      -         -         -    all
"""


def decided() -> dict[str, dict[Role, Scope]]:
    rows = [line.split() for line in DECIDED.splitlines() if line.strip() and not line.startswith("#")]
    columns = (Role.COACH, Role.REFERENT, Role.EXPERT, Role.DIRECTION, Role.ADMIN, Role.JUROR)
    return {
        name: {role: SCOPES[cell] for role, cell in zip(columns, [*cells, "-"][:6], strict=True) if cell != "-"}
        for name, *cells in rows
    }


def test_the_grants_are_those_that_the_programme_decided() -> None:
    """A new permission is decided first: add its line here, under the programme's line that allows it."""
    assert {permission.value: grant.scopes for permission, grant in GRANTS.items()} == decided()


def test_who_is_told_403_may_see_the_thing() -> None:
    for permission, grant in GRANTS.items():
        if grant.seen_through is not None:
            seers = GRANTS[grant.seen_through].scopes
            assert set(grant.scopes) <= set(seers), f"{permission}: somebody may do it without seeing it"


def test_the_administration_sees_nothing_of_the_projects() -> None:
    held = {permission for permission, grant in GRANTS.items() if Role.ADMIN in grant.scopes}
    own = {Permission.OWN_ACCOUNT, Permission.OWN_WORK}
    assert not any(GRANTS[permission].scopes.get(Role.REFERENT) for permission in held - own)


def test_the_page_of_the_roles_is_up_to_date() -> None:
    written = DOCUMENT.read_text(encoding="utf-8")
    assert written == roles_page.markdown(), f"run « {roles_page.COMMAND} docs/roles.md »"


def test_the_command_writes_the_page(app: Flask, tmp_path: Path) -> None:
    file = tmp_path / "roles.md"
    assert app.test_cli_runner().invoke(args=["roles", str(file)]).exit_code == 0
    assert file.read_text(encoding="utf-8") == app.test_cli_runner().invoke(args=["roles"]).output


def test_a_page_that_cannot_be_written_is_said_in_one_line(app: Flask, tmp_path: Path) -> None:
    answer = app.test_cli_runner().invoke(args=["roles", str(tmp_path / "nowhere" / "roles.md")])
    assert (answer.exit_code, len(answer.output.splitlines())) == (2, 1)


def test_a_juror_has_their_account_and_their_jury_alone() -> None:
    held = {permission for permission, grant in GRANTS.items() if Role.JUROR in grant.scopes}
    assert held == {Permission.OWN_ACCOUNT, Permission.SIT_ON_A_JURY}

"""Mails as filters score them, and as the rules of a mailbox (Sieve) sort them: one of each kind."""

import re
from collections.abc import Callable, Sequence
from email import message_from_bytes, policy
from functools import partial
from pathlib import Path

from tests.readers.bench import Bench
from tests.readers.rspamd import rspamd
from tests.readers.table import Absent, Cell, Table

FOLDERS = {
    "mails": "à l’heure",
    "mails-late": "gardé quatre heures",
    "mails-same": "gardé quatre heures, reçu à la seconde de sa date",
}
# Of SpamAssassin's rules: HTML_MESSAGE says that there is some, for 0.001; what a relay does is no content.
COUNTED_FOR_NOTHING = {"HTML_MESSAGE", "none", ""}
OF_THE_RELAY = {"DATE_IN_PAST_03_06"}
NOTE = """Règles de contenu seules, sans réseau et sans prime au relais connu. Ce que le suivi envoie en retard porte la
date de son départ : c’est le même fichier qu’à l’heure. « Gardé quatre heures » l’a été par un relais, qui écrit quand
il l’a reçu. SpamAssassin retient le passage le plus proche de la date : deux secondes après elle, rien à redire. Reçu
dans la seconde même, il écarte ce passage et compte depuis l’arrivée : `DATE_IN_PAST_03_06`, 2,4 ici, 1,1 à 1,6 avec
ses règles de réseau, sur les 5 d’un indésirable. Le suivi n’y peut rien sans écrire une date fausse :
il n’en écrit pas.
Les sujets du suivi ne disent aucun montant (`SUBJECT_HAS_CURRENCY`, un point chez rspamd) : il est dans le message. Un
titre que quelqu’un a écrit avec « € » reste tel quel, et coûte ce point.
Sieve (Pigeonhole) : le sujet accentué est trouvé tel quel, le fichier d’agenda l’est par son type et par sa méthode,
et un répondeur d’absence ne répond pas."""
Column = dict[str, Cell]


def table(bench: Bench) -> Table:
    """A line for each kind of mail, a column for each reader: the other way round, it would be too wide."""
    kinds = sorted(path.stem for path in (bench.output / "mails").glob("*.eml"))
    columns: dict[str, Column] = {}
    for name, read in (("SpamAssassin", _spamassassin), ("rspamd", _rspamd), ("Sieve", _sieve)):
        columns |= _asked(name, partial(read, bench, kinds), kinds)
    made = Table("Courriels", "Sorte", list(columns), NOTE)
    for kind in kinds:
        made.ask(kind, lambda kind=kind: ("", [column[kind] for column in columns.values()]))  # type: ignore[misc]
    return made


def _asked(name: str, read: Callable[[], dict[str, Column]], kinds: Sequence[str]) -> dict[str, Column]:
    try:
        return read()
    except Absent as absent:
        return {name: dict.fromkeys(kinds, Cell(f"pas lu : {absent}"))}
    except (OSError, ValueError, LookupError) as error:
        return {name: dict.fromkeys(kinds, Cell(f"échec : {str(error)[-80:]}", is_right=False))}


def _path(bench: Bench, folder: str, kind: str) -> Path:
    return bench.output / folder / f"{kind}.eml"


def _spamassassin(bench: Bench, kinds: Sequence[str]) -> dict[str, Column]:
    program = bench.system("spamassassin", "spamassassin")
    version = bench.version_of("spamassassin")
    return {
        f"SpamAssassin {version}, {when}": _scored(bench, program, folder, kinds) for folder, when in FOLDERS.items()
    }


def _scored(bench: Bench, program: str, folder: str, kinds: Sequence[str]) -> Column:
    # All in one mailbox: it reads its own rules once.
    box = b"".join(
        b"From suivi@example.org Mon Mar  2 10:00:00 2026\n" + _path(bench, folder, kind).read_bytes() + b"\n"
        for kind in kinds
    )
    said = bench.run([program, "--local", "--test-mode", "--mbox", "--cf=score ALL_TRUSTED 0"], given=box)
    found = re.findall(r"^X-Spam-Status: \w+, score=(-?[\d.]+) .*?tests=(.*?)\s+autolearn", said, re.M | re.S)
    if len(found) != len(kinds):
        raise ValueError(f"{len(found)} notations pour {len(kinds)} courriels")
    return {
        kind: _cell(float(score), set("".join(rules.split()).split(",")))
        for kind, (score, rules) in zip(kinds, found, strict=True)
    }


def _cell(score: float, rules: set[str]) -> Cell:
    told = sorted(rules - COUNTED_FOR_NOTHING)
    return Cell(", ".join([_figure(score), *told]), score <= 0 or rules <= COUNTED_FOR_NOTHING | OF_THE_RELAY)


def _figure(score: float) -> str:
    return f"{score:.1f}".replace(".", ",").replace("-", "−")


def _rspamd(bench: Bench, kinds: Sequence[str]) -> dict[str, Column]:
    bench.system("rspamd", "rspamd")
    columns: dict[str, Column] = {}
    with rspamd(bench) as ask:
        for folder, when in FOLDERS.items():
            column: Column = {}
            for kind in kinds:
                found = ask(_path(bench, folder, kind))
                column[kind] = Cell(", ".join([_figure(found.score), *found.rules]), found.action == "no action")
            columns[f"rspamd {bench.version_of('rspamd')}, {when}"] = column
    return columns


RULES = """require ["fileinto", "mime", "foreverypart"];
if header :is "subject" "{subject}" {{ fileinto "Sujet"; }}
if header :mime :anychild :contenttype :is "content-type" "text/calendar" {{ fileinto "Agenda"; }}
if header :mime :anychild :param "method" :is "content-type" ["REQUEST", "CANCEL"] {{ fileinto "Methode"; }}
"""
AWAY = 'require ["vacation"];\nvacation :days 1 :addresses ["{address}"] "Je suis en congés.";\n'
# A user of its own is asked for, whoever runs this.
DOVECOT = "mail_uid=65534\nmail_gid=65534\nfirst_valid_uid=0\nmail_home={home}\nmail_location=maildir:{home}/boite\n"


def _sieve(bench: Bench, kinds: Sequence[str]) -> dict[str, Column]:
    bench.system("sieve-test", "dovecot-sieve")
    home = bench.folder("sieve")
    for path in (bench.work.parent, bench.work, home):
        path.chmod(0o777)
    (home / "dovecot.conf").write_text(DOVECOT.format(home=home))
    return {f"Sieve {bench.version_of('dovecot-sieve')}": {kind: _sorted(bench, home, kind) for kind in kinds}}


def _sorted(bench: Bench, home: Path, kind: str) -> Cell:
    mail = _path(bench, "mails", kind)
    message = message_from_bytes(mail.read_bytes(), policy=policy.default)
    address = message["To"].addresses[0].addr_spec
    wanted = ["Sujet"]
    if any(part.get_content_type() == "text/calendar" for part in message.walk()):
        wanted += ["Agenda", "Methode"]
    subject = str(message["Subject"]).replace("\\", "\\\\").replace('"', '\\"')
    found = re.findall(r"folder: (\w+)", _test(bench, home, RULES.format(subject=subject), mail, address))
    away = _test(bench, home, AWAY.format(address=address), mail, address, "-e")
    # « auto-submitted », or « mailinglist recipient » where the mail bears the way to receive no more of them.
    is_quiet = "discarding vacation response to" in away
    right = found == wanted and is_quiet
    return Cell("trié, sans réponse" if right else f"{found}, {'' if is_quiet else 'répond'}", right)


def _test(bench: Bench, home: Path, rules: str, mail: Path, address: str, *options: str) -> str:
    script = home / "rules.sieve"
    script.write_text(rules, encoding="utf-8")
    command = ["sieve-test", "-c", str(home / "dovecot.conf"), *options, "-a", address, "-r", address]
    return bench.run([*command, "-f", "suivi@example.org", str(script), str(mail)], env={"HOME": str(home)})

"""One pass over the démarche in a process of its own, which says when it begins: to be killed at any moment."""

import os
import sys

from aic_tracker import clock, config, create_app
from aic_tracker.db import db
from aic_tracker.sources import running
from aic_tracker.sources.demarche import passing
from aic_tracker.sources.models import SourceKind


def main() -> None:
    with create_app(config.load(os.environ)).app_context():
        steps = running.run(SourceKind.DEMARCHE, passing.passing, of=passing.identity(), now=clock.now())
        sys.stdout.write("begins\n")
        sys.stdout.flush()
        for _ in steps:
            db.session.commit()


if __name__ == "__main__":
    main()

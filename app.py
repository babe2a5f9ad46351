"""WSGI entry: `gunicorn app:app`, `flask --app app …`."""

import sys

from aic_tracker import config, create_app
from aic_tracker.site import logs

try:
    settings = config.load()
    logs.configure(settings.app.logs)
    app = create_app(settings)
except config.ConfigError as error:
    sys.stderr.writelines(f"Configuration : {fault}\n" for fault in error.faults)
    sys.exit(2)

if __name__ == "__main__":
    app.run(host="127.0.0.1", port=settings.web.port)

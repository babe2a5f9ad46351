"""The doors of programs: the operations and permissions of the screens, in JSON. `docs/api.md` says how to use them."""

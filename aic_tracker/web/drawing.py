"""How templates are run: a page calls macros hundreds of times, and each call asked what few of them need."""

from collections.abc import Callable, MutableMapping
from types import FunctionType, MethodType
from typing import Any

from flask.templating import Environment
from jinja2.runtime import Context, Macro

ASKS = "jinja_pass_arg"  # Jinja's mark of what is given the context, or what escapes


class PageContext(Context):
    def call(self, /, of: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
        """Macros take what escapes, and most functions nothing: neither the variables of the loop they stand in."""
        kind = type(of)
        if kind is Macro:
            args = (self.eval_ctx, *args)
        elif (kind is not FunctionType and kind is not MethodType) or hasattr(of, ASKS):
            return super().call(of, *args, **kwargs)
        kwargs.pop("_block_vars", None)
        kwargs.pop("_loop_vars", None)
        return of(*args, **kwargs)


class Drawing(Environment):
    context_class = PageContext

    def make_globals(self, d: MutableMapping[str, Any] | None) -> MutableMapping[str, Any]:
        """The environment's own where a template adds none: a chain of mappings is walked at each import."""
        return super().make_globals(d) if d else self.globals

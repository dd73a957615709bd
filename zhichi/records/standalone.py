"""The verifier inside a bundle: our own modules in one file, so that there is no second code to keep in step."""

from __future__ import annotations

import ast
import inspect
from functools import lru_cache

from zhichi.core import bundle, canonical, chain, heads, merkle

MODULES = (canonical, chain, merkle, heads, bundle)  # each imports only those before it
HEAD = '''"""Checks an exported bundle of a Zhichi service record: python verify.py BUNDLE.zip [--key FINGERPRINT]

Needs Python 3.11 or newer and the package "cryptography", no network, no database. Made from Zhichi's own modules.
Licence: Apache-2.0.
"""

from __future__ import annotations

'''
TAIL = '\n\nif __name__ == "__main__":\n    raise SystemExit(main())\n'


@lru_cache(maxsize=1)
def source() -> str:
    """The text of `verify.py`."""
    imports: set[str] = set()
    bodies = [_body(inspect.getsource(module), imports) for module in MODULES]
    return HEAD + "\n".join(sorted(imports)) + "\n\n\n" + "\n\n\n".join(bodies) + TAIL


def _body(text: str, imports: set[str]) -> str:
    """A module without its docstring and imports; those of the standard library are noted, at any depth they stay."""
    lines = text.splitlines()
    tree = ast.parse(text)
    for node in tree.body:
        is_docstring = isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
        if is_docstring or isinstance(node, ast.Import | ast.ImportFrom):
            if isinstance(node, ast.Import) or (isinstance(node, ast.ImportFrom) and not _is_own(node.module or "")):
                imports.add(ast.unparse(node))
            for number in range(node.lineno - 1, node.end_lineno or node.lineno):
                lines[number] = ""
    return "\n".join(lines).strip()


def _is_own(module: str) -> bool:
    return module == "__future__" or module.partition(".")[0] == "zhichi"

"""Print pyproject.toml's own requirements, each held to the oldest version that it allows."""

import re
import tomllib
from pathlib import Path

project = tomllib.loads(Path("pyproject.toml").read_text(encoding="utf-8"))["project"]
extras = project["optional-dependencies"]
for requirement in [*project["dependencies"], *extras["jxl"], *extras["cluster"], *extras["test"]]:
    bound = re.fullmatch(r"([\w-]+)>=([\d.]+)", requirement)
    if bound:
        print(f"{bound[1]}=={bound[2]}")
    elif not requirement.startswith("safeshare["):
        raise SystemExit(f"{requirement}: no lower bound that could be tested")

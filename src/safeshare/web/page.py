"""The shell: a Gradio page with one empty place, which the editor's script fills.

Gradio brings the page frame and its theme. It never sees a photo: the editor
talks to the routes of api.py. The place is a plain column rather than a
`gr.HTML`, because that evaluates its template as code, and the page's content
security policy forbids evaluating anything.

Gradio reads the environment when it is imported, which takes seconds: make it quiet
before `build_app`.
"""

from __future__ import annotations

from collections.abc import Sequence

from fastapi import FastAPI
from starlette.routing import BaseRoute

from safeshare.web.shell import without_stubs

TITLE = "safeshare"
PLACE = "safeshare"
SYSTEM_FONTS = ("system-ui", "sans-serif")
FIXED_FONTS = ("ui-monospace", "monospace")

# The script is not among these: the shell would ask for it only once it stands itself, and
# seal.py puts it into the page from the start.
HEAD = """
<link rel="stylesheet" href="/ui/theme.css">
<link rel="stylesheet" href="/ui/layout.css">
<link rel="stylesheet" href="/ui/start.css">
<link rel="stylesheet" href="/ui/picture.css">
<link rel="stylesheet" href="/ui/cards.css">
<link rel="stylesheet" href="/ui/covers.css">
<link rel="stylesheet" href="/ui/strip.css">
<link rel="stylesheet" href="/ui/steps.css">
<link rel="stylesheet" href="/ui/compare.css">
"""


def build_app(routes: Sequence[BaseRoute]) -> FastAPI:
    """Give the application: our routes first, then the shell."""
    with without_stubs():
        import gradio as gr

    with gr.Blocks(title=TITLE, analytics_enabled=False, fill_width=True) as blocks:
        gr.Column(elem_id=PLACE)
    app = FastAPI(docs_url=None, redoc_url=None, openapi_url=None)
    app.router.routes.extend(routes)
    gr.mount_gradio_app(
        app,
        blocks,
        path="",
        server_name="127.0.0.1",
        footer_links=[],
        run_history=False,
        show_error=False,
        max_file_size="1kb",  # nothing is ever uploaded to the shell
        ssr_mode=False,
        enable_monitoring=False,
        pwa=False,
        mcp_server=False,
        theme=gr.themes.Base(font=SYSTEM_FONTS, font_mono=FIXED_FONTS),
        head=HEAD,
    )
    return app

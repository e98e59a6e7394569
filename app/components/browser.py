"""What Streamlit leaves in English, and the page's language: mended in the browser.

Streamlit 1.67 has no translations and always says ``<html lang="en">``. One small script, which holds no text
from any plan, sets the language and replaces Streamlit's own words inside its own widgets.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import streamlit as st

from finmodel.i18n import t

if TYPE_CHECKING:
    from collections.abc import Mapping

    from finmodel.i18n import Language

__all__ = ["WORDS", "dress_page", "keep_address"]

WORDS = {
    "Upload": "upload",
    "Browse files": "upload",
    "Drag and drop file here": "drop_here",
    "Drag and drop files here": "drop_here",
    "Search": "search",
    "Fullscreen": "fullscreen",
    "Close fullscreen": "fullscreen_close",
    "Exit fullscreen": "fullscreen_close",
    "Download as CSV": "download_csv",
    "Show/hide columns": "columns",
    "Sort ascending": "sort_up",
    "Sort descending": "sort_down",
    "Pin column": "pin",
    "Unpin column": "unpin",
    "Hide column": "hide",
    "Autosize": "autosize",
    "number": "number",
    "Select all": "select_all",
    "Clear all": "clear_all",
    "Clear value": "clear_all",
    "No results": "no_results",
    "No options to select.": "no_results",
    "Running...": "running",
    "Stop": "stop",
    "CONNECTING": "connecting",
    "Connecting": "connecting",
    "Connection error": "connection_error",
    "Is Streamlit still running? If you accidentally stopped Streamlit, just restart it in your terminal:": "restart",
    "Choose an option": "choose",
    "Choose options": "choose",
    "Collapse sidebar": "sidebar_close",
    "Expand sidebar": "sidebar_open",
    "Sidebar": "sidebar",
    "App pages": "pages",
    "Open": "open_list",
    "Dismiss": "close",
    "Help": "help",
    "Link to heading": "link",
    "file upload": "upload",
    "Add files": "add_file",
    "Copy column name": "copy_name",
    "Dataframe column menu": "column_menu",
    "Download as PNG": "download_png",
    "Close": "close",
}
"""Streamlit's English words and the keys of ours."""

HEADS = {"Help for ": "help_for", "Remove ": "remove", "Fullscreen: ": "fullscreen_of", "Download as PNG: ": "png_of"}
"""Streamlit's words before a name of ours, and the keys of our sentences with the name in them."""

_SCRIPT = """<script>
(() => {
  const want = %s;
  const root = document.documentElement;
  root.lang = want.lang;
  window.finmodelWords = want;
  if (window.finmodelWatch) { window.finmodelWatch(); return; }
  const unwanted = /^(Show data|Copy Vega-Lite spec|Download as CSV|Search|Show\\/hide columns)(:|$)/;
  const places = '[data-testid="stFileUploader"], [data-testid="stElementToolbar"], [data-testid="stTooltipContent"],'
    + '[data-testid="stDataFrameColumnMenu"], [data-testid="stStatusWidget"], [data-testid="stDialog"],'
    + '[data-baseweb="popover"], [data-baseweb="modal"], [role="tooltip"], [role="listbox"]';
  const ours = '[data-testid="stFileUploaderFileName"]';
  const limit = /^(?:Limit )?(\\d+)\\s?([KMG]B) per file(?: • (.*))?$/;
  const size = /^([\\d.]+)\\s?([KMG]?B)$/;
  function word(text) {
    const words = window.finmodelWords;
    const own = text.trim();
    if (words.words[own] !== undefined) return words.words[own];
    const found = own.match(limit);
    if (found) return words.limit.replace('{size}', found[1] + '\\u00a0' + found[2]);
    for (const [head, sentence] of Object.entries(words.heads)) {
      if (own.startsWith(head)) return sentence.replace('{name}', own.slice(head.length));
    }
    const bytes = own.match(size);
    if (bytes && words.lang === 'sv') return bytes[1].replace('.', ',') + '\\u00a0' + bytes[2];
    return null;
  }
  function mend(place) {
    const walker = document.createTreeWalker(place, NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      if (node.parentElement && node.parentElement.closest(ours)) continue;
      const isOption = node.parentElement && node.parentElement.closest('[role="option"]');
      if (isOption && node.nodeValue !== 'Select all') continue;
      const text = word(node.nodeValue || '');
      if (text !== null && text !== node.nodeValue) node.nodeValue = text;
    }
  }
  function mendNames() {
    for (const item of document.querySelectorAll('[aria-label], [title], [placeholder]')) {
      for (const name of ['aria-label', 'title', 'placeholder']) {
        const old = item.getAttribute(name);
        if (!old) continue;
        const button = item.closest('[data-testid="stElementToolbarButton"]');
        if (button && unwanted.test(old)) button.style.display = 'none';
        const text = word(old);
        if (text !== null && text !== old) item.setAttribute(name, text);
      }
    }
  }
  let waiting = false;
  window.finmodelWatch = () => {
    if (waiting) return;
    waiting = true;
    requestAnimationFrame(() => {
      waiting = false;
      if (root.lang !== window.finmodelWords.lang) root.lang = window.finmodelWords.lang;
      for (const place of document.querySelectorAll(places)) mend(place);
      mendNames();
      if (window.finmodelAddress) window.finmodelAddress();
    });
  };
  const all = {childList: true, subtree: true, characterData: true};
  new MutationObserver(window.finmodelWatch).observe(document.body, all);
  window.finmodelWatch();
})();
</script>"""

_STYLE = """<style>
[data-testid="stMainBlockContainer"] {padding: 2.2rem 2.5rem 3rem; max-width: 1760px;}
[data-testid="stSidebarContent"] [data-testid="stSidebarHeader"] {height: 2.5rem;}
[data-testid="stCaptionContainer"], [data-testid="stCaptionContainer"] p {color: #44565C; opacity: 1;}
[data-testid="stMetric"] {background: #FFFFFF;}
[data-testid="stMetricLabel"] p {font-weight: 600; white-space: normal;}
[data-testid="stMetricLabel"] {white-space: normal;}
[data-testid="stMetricLabel"] > div {overflow: visible; white-space: normal;}
[data-testid="stMetricValue"] > div {white-space: normal; overflow-wrap: anywhere;}
[data-testid="stMetric"] [data-testid="stMarkdownContainer"],
[data-testid="stMetric"] [data-testid="stMarkdownContainer"] *, [data-testid="stMetricDelta"] {
  white-space: normal !important; overflow: visible !important; text-overflow: clip !important;}
[data-testid="stMetricDelta"] {height: auto; line-height: 1.25;}
[data-testid="stHorizontalBlock"]:has(> [data-testid="stColumn"] [data-testid="stMetric"]) {flex-wrap: wrap;}
[data-testid="stHorizontalBlock"] > [data-testid="stColumn"]:has([data-testid="stMetric"]) {min-width: 12.5rem;}
[data-testid="stText"] {white-space: pre-wrap; overflow-wrap: anywhere;}
[data-testid="stFullScreenFrame"]:has([data-testid="stDataFrame"]) [data-testid="stElementToolbar"] {display: none;}
[data-testid="stDataFrameColumnMenu"] div[role="presentation"] {display: none;}
[class*="st-key-texts-problems"] td:nth-child(2),
[class*="st-key-texts-problems"] td:nth-child(2) * {white-space: nowrap;}
.st-key-plan-name [data-testid="stText"] {font-weight: 600; font-size: 1.15rem; line-height: 1.25;}
.st-key-plan-title [data-testid="stText"] {font-size: .85rem; line-height: 1.3; color: #44565C;}
.st-key-footer [data-testid="stText"] {font-size: .75rem; line-height: 1.4; color: #44565C;}
.st-key-strong [data-testid="stText"], [class*="st-key-strong-"] [data-testid="stText"] {font-weight: 600;}
[class*="st-key-small-"] [data-testid="stText"] {font-size: .875rem; color: #2F4047;}
[class*="st-key-small-"] {gap: .35rem;}
.figures {border-collapse: collapse; width: 100%;}
.figures th, .figures td {border-bottom: 1px solid #DCE3E6; padding: .4rem .6rem;}
.figures th, .figures td {text-align: left; vertical-align: top;}
.figures th {font-weight: 600;}
.figures .n {text-align: right; white-space: nowrap; font-variant-numeric: tabular-nums;}
.figures .f {color: #44565C; font-size: .85rem;}
@media print {[data-testid="stSidebar"], [data-testid="stHeader"] {display: none;}}
</style>"""


_ADDRESS = """<script>
(() => {
  const kept = %s;
  window.finmodelAddress = () => {
    const url = new URL(window.location.href);
    for (const [name, value] of Object.entries(kept)) url.searchParams.set(name, value);
    if (url.href !== window.location.href) window.history.replaceState(window.history.state, '', url.href);
  };
  window.finmodelAddress();
})();
</script>"""


def keep_address(address: Mapping[str, str]) -> None:
    """Put choices in the page's address, so that a reload and a sent link keep them.

    They replace the address in place: a new entry in the browser's history for each choice, as Streamlit's own way
    makes it, would leave the back button useless.
    """
    with st.container(height=1, border=False, key="browser-address"):
        st.html(_ADDRESS % _json(dict(address)), unsafe_allow_javascript=True)


def _json(data: object) -> str:
    """Return JSON that cannot end the script that it stands in: "<" as an escape means the same to JavaScript."""
    return json.dumps(data).replace("<", "\\u003c")


def dress_page(lang: Language) -> None:
    """Set the page's language, Streamlit's own words and the few styles that the theme has no name for."""
    words = {english: t(f"app.widget.{key}", lang) for english, key in WORDS.items()}
    heads = {english: t(f"app.widget.{key}", lang, name="{name}") for english, key in HEADS.items()}
    wanted = _json({"lang": lang, "words": words, "limit": t("app.widget.limit", lang, size="{size}"), "heads": heads})
    st.html(_STYLE)
    with st.container(height=1, border=False, key="browser-script"):
        st.html(_SCRIPT % wanted, unsafe_allow_javascript=True)

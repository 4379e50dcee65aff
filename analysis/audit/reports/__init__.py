"""What an audit says to people and to machines: text, one HTML page, JSON, all from one model."""

from .as_json import json_text
from .model import Report, exit_status, reports_of
from .page import html_page
from .text import plain_text

__all__ = ["Report", "exit_status", "html_page", "json_text", "plain_text", "reports_of"]

"""The audit of the quiz: every question read again, by an oracle that shares nothing with its makers but the tables."""

from odop_bot.quiz.audit.auditor import audit
from odop_bot.quiz.audit.findings import Audit

__all__ = ["Audit", "audit"]

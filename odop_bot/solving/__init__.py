"""Solve multiple-choice questions that people paste, from what is known alone."""

from odop_bot.solving.solution import Finding, Solution, Truth
from odop_bot.solving.solver import Solver

__all__ = ["Finding", "Solution", "Solver", "Truth"]

"""Figures in Chinese reports: 约3174.6亿元, 下降4.9%, 4.5%—5%, 1.3万余份, 七成, 第三位.

Dates, versions, quoted schemes (“1+3+100”) and numerals inside words (三里屯, 一体) are not figures.
"""

from vectorstore.figures.figure import (
    Figure,
    find_figures,
    format_decimal,
    number_value,
    same_value,
)

__all__ = [
    "Figure",
    "find_figures",
    "format_decimal",
    "number_value",
    "same_value",
]

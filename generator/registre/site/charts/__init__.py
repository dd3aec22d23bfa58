"""Charts drawn when the site is built: accessible SVG, and the table that says the same.

Positions are shares of the width, so that a chart grows with its page while its text keeps
the reader's size. Colours come from the style sheet alone; every mark has its number
beside it, so that none is told by colour only.
"""

from registre.site.charts.bars import bars
from registre.site.charts.chart import Chart, Line, Table, Value, table_of
from registre.site.charts.columns import columns
from registre.site.charts.strips import Strip, strips

__all__ = ["Chart", "Line", "Strip", "Table", "Value", "bars", "columns", "strips", "table_of"]

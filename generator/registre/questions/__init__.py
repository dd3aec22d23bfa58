"""What to ask about a record, and in which order: for the terminal and for the site's form.

``plan`` gives the order; ``shape`` tells from the schema what may be answered.
"""

from registre.questions.plan import Plan, Within, plan
from registre.questions.shape import Shape, shape

__all__ = ["Plan", "Shape", "Within", "plan", "shape"]

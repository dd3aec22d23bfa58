"""The conversation of ``registre new``: what is asked, how, and how an answer is checked.

``terminal`` speaks with the person, ``dialogue`` remembers the answers (so that one can go
back), ``choices`` proposes what is known, ``understanding`` tells what was meant, ``desk``
and ``verdict`` check, ``resuming`` goes through a draft, ``interview`` leads through the
fields of the schema in the order that ``plan.toml`` gives.
"""

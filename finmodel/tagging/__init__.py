"""Budget climate tagging: which kronor of a budget are relevant to the climate, and why.

Pure: lines, schemes, rules and decisions come in as values and verdicts and figures go out; no file, clock or language.
Money is whole öre (integers), shares are exact fractions, a share without a base is undefined with a reason.
A tag is not an emission effect: what is counted are klimatrelevanta kronor, climate-relevant kronor.
"""

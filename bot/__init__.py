"""mediation-bot: where local public mediation in Belgium is found, in Dutch and French."""

import os

__version__ = "0.1.0"

# The matrices here are small: more threads only cost memory and, on a busy machine, much time.
# It must be said before NumPy is imported; whoever knows better sets the variable.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

"""The tests. Many start the program in processes of its own, so its modules are compiled once for all of them."""

import os
import sys

os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
sys.dont_write_bytecode = False
